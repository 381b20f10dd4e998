// SPDX-License-Identifier: Apache-2.0
#include "pgp/seal/sealer.h"

#include <mutex>
#include <vector>

#include "base/assert.h"
#include "pgp/seal/encrypted_data.h"
#include "pgp/seal/errors.h"
#include "pgp/seal/recipient_cache.h"
#include "pgp/seal/recipient_key.h"
#include "pgp/seal/session_key.h"

namespace nightmail::pgp {

std::uint64_t Parts::size() const {
  std::uint64_t total = 0;
  for (const ByteView part : parts_) total += part.size();
  return total;
}

class Sealer::Impl {
 public:
  Impl(Random& random, const Clock& clock, std::size_t cached)
      : random_(random), clock_(clock), cache_(cached) {}

  Result<Recipient> recipient(ByteView certificate) {
    const Timestamp now = clock_.now();
    if (Recipient cached = cache_.find(certificate); cached && cached->usable_at(now))
      return cached;
    TRY_ASSIGN(Recipient made, RecipientKey::make(certificate, now));
    cache_.insert(certificate, made);
    return made;
  }

  Result<Bytes> seal(const RecipientKey& to, Parts plain) {
    TRY(check(to));
    if (to.rnp() != nullptr) return to.rnp()->seal(plain);
    const Lease lease(*this);
    TRY_ASSIGN(Primitives * primitives, lease.get());
    TRY_ASSIGN(const SessionKey session, make_session_key(*to.ecdh(), random_, *primitives));
    return seal_under(session.key, session.pkesk, plain, random_, *primitives);
  }

  Result<SealedPair> seal_pair(const RecipientKey& to, Parts message, Parts summary) {
    TRY(check(to));
    if (to.rnp() != nullptr) return seal_pair_by_rnp(*to.rnp(), message, summary);
    const Lease lease(*this);
    TRY_ASSIGN(Primitives * primitives, lease.get());
    TRY_ASSIGN(const SessionKey session, make_session_key(*to.ecdh(), random_, *primitives));
    SealedPair pair;
    TRY_ASSIGN(pair.message, seal_under(session.key, session.pkesk, message, random_, *primitives));
    TRY_ASSIGN(pair.summary, seal_under(session.key, session.pkesk, summary, random_, *primitives));
    return pair;
  }

 private:
  // Borrows contexts from the pool, and gives them back without any key in them.
  class Lease {
   public:
    explicit Lease(Impl& owner) : owner_(owner), held_(owner.take_primitives()) {}
    ~Lease() {
      if (held_.ok()) owner_.give_back(*std::move(held_));
    }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    [[nodiscard]] Result<Primitives*> get() const {
      if (!held_.ok()) return held_.error();
      return held_->get();
    }

   private:
    Impl& owner_;
    Result<std::unique_ptr<Primitives>> held_;
  };

  Result<void> check(const RecipientKey& to) const {
    if (!to.usable_at(clock_.now())) return Error(SealErrc::expired);
    return {};
  }

  static Result<SealedPair> seal_pair_by_rnp(const RnpRecipient& to, Parts message, Parts summary) {
    SealedPair pair;
    TRY_ASSIGN(pair.message, to.seal(message));
    TRY_ASSIGN(pair.summary, to.seal(summary));
    return pair;
  }

  Result<std::unique_ptr<Primitives>> take_primitives() {
    {
      const std::lock_guard lock(pool_mutex_);
      if (!pool_.empty()) {
        std::unique_ptr<Primitives> taken = std::move(pool_.back());
        pool_.pop_back();
        return taken;
      }
    }
    return Primitives::make();
  }

  void give_back(std::unique_ptr<Primitives> primitives) {
    primitives->forget();
    const std::lock_guard lock(pool_mutex_);
    pool_.push_back(std::move(primitives));
  }

  Random& random_;
  const Clock& clock_;
  RecipientCache cache_;
  std::mutex pool_mutex_;
  std::vector<std::unique_ptr<Primitives>> pool_;
};

Sealer::Sealer(Random& random, const Clock& clock, std::size_t cached_recipients)
    : impl_(std::make_unique<Impl>(random, clock, cached_recipients)) {}
Sealer::~Sealer() = default;

Result<Recipient> Sealer::recipient(ByteView certificate) {
  return impl_->recipient(certificate);
}
Result<Bytes> Sealer::seal(const Recipient& to, Parts plain) {
  return impl_->seal(*to, plain);
}
Result<SealedPair> Sealer::seal_pair(const Recipient& to, Parts message, Parts summary) {
  NM_ASSERT(to != nullptr);
  return impl_->seal_pair(*to, message, summary);
}

}  // namespace nightmail::pgp
