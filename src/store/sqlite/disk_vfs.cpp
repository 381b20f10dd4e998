// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/disk_vfs.h"

#include <sqlite3.h>

#include <cerrno>
#include <new>

#include "store/sqlite/write_gather.h"

namespace nightmail::store {
namespace {

// What pAppData of the registered sqlite3_vfs points to.
struct Context {
  FileSystem* files;
  sqlite3_vfs* real;
};

// A file of ours: our part first, the real file's memory right behind it.
struct GatedFile {
  sqlite3_file base;
  FileSystem* files;
  sqlite3_file* real;
  WriteGather* log;  // owned; only the write-ahead log has one
};

const Context& context_of(sqlite3_vfs* vfs) {
  return *static_cast<const Context*>(vfs->pAppData);
}
GatedFile& gated(sqlite3_file* file) {
  return *reinterpret_cast<GatedFile*>(file);
}
sqlite3_file* real(sqlite3_file* file) {
  return gated(file).real;
}

int refusal(int number, int code) {
  return number == ENOSPC ? SQLITE_FULL : code;
}

int flush(sqlite3_file* file) {
  WriteGather* log = gated(file).log;
  return log != nullptr ? log->flush() : SQLITE_OK;
}

int close_file(sqlite3_file* file) {
  const int flushed = flush(file);
  delete gated(file).log;
  const int closed = real(file)->pMethods->xClose(real(file));
  return flushed != SQLITE_OK ? flushed : closed;
}
int read_file(sqlite3_file* file, void* out, int size, sqlite3_int64 at) {
  if (const int code = flush(file); code != SQLITE_OK) return code;
  return real(file)->pMethods->xRead(real(file), out, size, at);
}
int write_file(sqlite3_file* file, const void* in, int size, sqlite3_int64 at) {
  if (const int number = gated(file).files->admit(DiskOp::write))
    return refusal(number, SQLITE_IOERR_WRITE);
  if (WriteGather* log = gated(file).log) return log->put(in, size, at);
  return real(file)->pMethods->xWrite(real(file), in, size, at);
}
int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  if (gated(file).files->admit(DiskOp::truncate)) return SQLITE_IOERR_TRUNCATE;
  if (const int code = flush(file); code != SQLITE_OK) return code;
  return real(file)->pMethods->xTruncate(real(file), size);
}
int sync_file(sqlite3_file* file, int flags) {
  if (gated(file).files->admit(DiskOp::sync)) return SQLITE_IOERR_FSYNC;
  if (const int code = flush(file); code != SQLITE_OK) return code;
  return real(file)->pMethods->xSync(real(file), flags);
}
int file_size(sqlite3_file* file, sqlite3_int64* size) {
  if (const int code = flush(file); code != SQLITE_OK) return code;
  return real(file)->pMethods->xFileSize(real(file), size);
}
int lock_file(sqlite3_file* file, int level) {
  return real(file)->pMethods->xLock(real(file), level);
}
int unlock_file(sqlite3_file* file, int level) {
  return real(file)->pMethods->xUnlock(real(file), level);
}
int check_reserved(sqlite3_file* file, int* reserved) {
  return real(file)->pMethods->xCheckReservedLock(real(file), reserved);
}
int file_control(sqlite3_file* file, int operation, void* argument) {
  return real(file)->pMethods->xFileControl(real(file), operation, argument);
}
int sector_size(sqlite3_file* file) {
  return real(file)->pMethods->xSectorSize(real(file));
}
int device_characteristics(sqlite3_file* file) {
  return real(file)->pMethods->xDeviceCharacteristics(real(file));
}
int shm_map(sqlite3_file* file, int region, int size, int extend, void volatile** memory) {
  return real(file)->pMethods->xShmMap(real(file), region, size, extend, memory);
}
int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
  return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
void shm_barrier(sqlite3_file* file) {
  real(file)->pMethods->xShmBarrier(real(file));
}
int shm_unmap(sqlite3_file* file, int remove) {
  return real(file)->pMethods->xShmUnmap(real(file), remove);
}

// Version 2: without xFetch, which mmap_size=0 leaves unused.
constexpr sqlite3_io_methods kMethods = {2,
                                         close_file,
                                         read_file,
                                         write_file,
                                         truncate_file,
                                         sync_file,
                                         file_size,
                                         lock_file,
                                         unlock_file,
                                         check_reserved,
                                         file_control,
                                         sector_size,
                                         device_characteristics,
                                         shm_map,
                                         shm_lock,
                                         shm_barrier,
                                         shm_unmap,
                                         nullptr,
                                         nullptr};

WriteGather* gather_for(sqlite3_file* log) {
  return new WriteGather([log](const void* data, int size, std::int64_t at) {
    return log->pMethods->xWrite(log, data, size, at);
  });
}

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  const Context& context = context_of(vfs);
  auto* mine = new (file) GatedFile{};
  mine->files = context.files;
  mine->real = reinterpret_cast<sqlite3_file*>(mine + 1);
  if ((flags & SQLITE_OPEN_CREATE) != 0 && context.files->admit(DiskOp::create) != 0)
    return SQLITE_CANTOPEN;
  const int code = context.real->xOpen(context.real, name, mine->real, flags, out_flags);
  // SQLite closes a file whose methods are set, even if opening it failed.
  if (mine->real->pMethods != nullptr) mine->base.pMethods = &kMethods;
  if (code == SQLITE_OK && (flags & SQLITE_OPEN_WAL) != 0) mine->log = gather_for(mine->real);
  return code;
}

int delete_file(sqlite3_vfs* vfs, const char* name, int sync_directory) {
  const Context& context = context_of(vfs);
  if (context.files->admit(DiskOp::remove)) return SQLITE_IOERR_DELETE;
  return context.real->xDelete(context.real, name, sync_directory);
}

}  // namespace

struct DiskVfs::Registration {
  Context context;
  sqlite3_vfs vfs;
};

DiskVfs::DiskVfs(FileSystem& files) : registration_(std::make_unique<Registration>()) {
  sqlite3_vfs* standard = sqlite3_vfs_find(nullptr);
  registration_->context = {&files, standard};
  name_ = "nightmail-" + std::to_string(reinterpret_cast<std::uintptr_t>(registration_.get()));
  // The other methods (randomness, time, full path names) take no vfs state: the copies work.
  sqlite3_vfs& vfs = registration_->vfs;
  vfs = *standard;
  vfs.pNext = nullptr;
  vfs.zName = name_.c_str();
  vfs.pAppData = &registration_->context;
  vfs.szOsFile = static_cast<int>(sizeof(GatedFile)) + standard->szOsFile;
  vfs.xOpen = open_file;
  vfs.xDelete = delete_file;
  sqlite3_vfs_register(&vfs, 0);
}

DiskVfs::~DiskVfs() {
  sqlite3_vfs_unregister(&registration_->vfs);
}

}  // namespace nightmail::store
