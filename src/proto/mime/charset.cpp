// SPDX-License-Identifier: Apache-2.0
#include "proto/mime/charset.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <iterator>
#include <memory>

#include "proto/mime/text.h"

namespace nightmail::mime {
namespace {

struct Charset {
  std::string_view name;
  const char* iconv_name;  // nullptr: read as UTF-8, or failing that windows-1252
};

// Labels as in the WHATWG Encoding standard: what says ISO 8859-1 is windows-1252, GB2312 is
// GB18030 and Shift_JIS is CP932 in practice. Sorted by name.
constexpr Charset kCharsets[] = {
    {"ascii", nullptr},
    {"big5", "BIG5-HKSCS"},
    {"big5-hkscs", "BIG5-HKSCS"},
    {"cp1250", "CP1250"},
    {"cp1251", "CP1251"},
    {"cp1252", "CP1252"},
    {"cp1253", "CP1253"},
    {"cp1254", "CP1254"},
    {"cp1255", "CP1255"},
    {"cp1256", "CP1256"},
    {"cp1257", "CP1257"},
    {"cp1258", "CP1258"},
    {"cp437", "CP437"},
    {"cp850", "CP850"},
    {"cp852", "CP852"},
    {"cp866", "CP866"},
    {"cp932", "CP932"},
    {"cp936", "GB18030"},
    {"cp949", "UHC"},
    {"euc-jp", "EUC-JP"},
    {"euc-kr", "UHC"},
    {"gb18030", "GB18030"},
    {"gb2312", "GB18030"},
    {"gbk", "GB18030"},
    {"ibm437", "CP437"},
    {"ibm850", "CP850"},
    {"ibm852", "CP852"},
    {"ibm866", "CP866"},
    {"iso-2022-jp", "ISO-2022-JP"},
    {"iso-2022-kr", "ISO-2022-KR"},
    {"iso-8859-1", "CP1252"},
    {"iso-8859-10", "ISO-8859-10"},
    {"iso-8859-11", "CP874"},
    {"iso-8859-13", "ISO-8859-13"},
    {"iso-8859-14", "ISO-8859-14"},
    {"iso-8859-15", "ISO-8859-15"},
    {"iso-8859-16", "ISO-8859-16"},
    {"iso-8859-2", "ISO-8859-2"},
    {"iso-8859-3", "ISO-8859-3"},
    {"iso-8859-4", "ISO-8859-4"},
    {"iso-8859-5", "ISO-8859-5"},
    {"iso-8859-6", "ISO-8859-6"},
    {"iso-8859-7", "ISO-8859-7"},
    {"iso-8859-8", "ISO-8859-8"},
    {"iso-8859-8-i", "ISO-8859-8"},
    {"iso-8859-9", "CP1254"},
    {"koi8-r", "KOI8-R"},
    {"koi8-u", "KOI8-U"},
    {"ks_c_5601-1987", "UHC"},
    {"latin1", "CP1252"},
    {"macintosh", "MACINTOSH"},
    {"shift-jis", "CP932"},
    {"shift_jis", "CP932"},
    {"sjis", "CP932"},
    {"tis-620", "CP874"},
    {"us-ascii", nullptr},
    {"utf-16", "UTF-16"},
    {"utf-16be", "UTF-16BE"},
    {"utf-16le", "UTF-16LE"},
    {"utf-7", "UTF-7"},
    {"utf-8", nullptr},
    {"utf8", nullptr},
    {"windows-1250", "CP1250"},
    {"windows-1251", "CP1251"},
    {"windows-1252", "CP1252"},
    {"windows-1253", "CP1253"},
    {"windows-1254", "CP1254"},
    {"windows-1255", "CP1255"},
    {"windows-1256", "CP1256"},
    {"windows-1257", "CP1257"},
    {"windows-1258", "CP1258"},
    {"windows-31j", "CP932"},
    {"windows-874", "CP874"},
    {"windows-949", "UHC"},
};
static_assert(std::is_sorted(std::begin(kCharsets), std::end(kCharsets),
                             [](const Charset& a, const Charset& b) { return a.name < b.name; }));

const Charset* find_charset(std::string_view name) {
  const std::string key = to_lower(trim(name));
  const auto* found =
      std::lower_bound(std::begin(kCharsets), std::end(kCharsets), key,
                       [](const Charset& c, const std::string& k) { return c.name < k; });
  return found != std::end(kCharsets) && found->name == key ? found : nullptr;
}

struct CloseIconv {
  using pointer = iconv_t;
  void operator()(iconv_t handle) const { iconv_close(handle); }
};

// One iconv() call on what is left; appends what came out. False once nothing more can come.
bool convert_some(iconv_t handle, std::string_view& left, std::string& result) {
  std::array<char, 4096> buffer;
  char* in = const_cast<char*>(left.data());  // iconv's signature; it does not write
  std::size_t in_left = left.size();
  char* out = buffer.data();
  std::size_t out_left = buffer.size();
  const std::size_t status = iconv(handle, &in, &in_left, &out, &out_left);
  const int error = errno;
  result.append(buffer.data(), buffer.size() - out_left);
  left = left.substr(left.size() - in_left);
  if (status != static_cast<std::size_t>(-1)) return false;
  if (error == E2BIG) return true;
  if (error != EILSEQ || left.empty()) return false;  // EINVAL: cut off at the end
  append_utf8(result, kReplacement);
  left.remove_prefix(1);
  return !left.empty();
}

// Drops a UTF-8 sequence cut off at the end, where the octets before it or in it speak for UTF-8.
std::string_view without_cut_end(std::string_view octets) {
  for (std::size_t back = 1; back <= 3 && back <= octets.size(); ++back) {
    const auto c = static_cast<unsigned char>(octets[octets.size() - back]);
    if ((c & 0xC0) == 0x80) continue;
    const std::size_t length = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC0 ? 2 : 1;
    const std::string_view rest = octets.substr(0, octets.size() - back);
    if (length > back && is_utf8(rest) && (back > 1 || !is_ascii(rest))) return rest;
    break;
  }
  return octets;
}

}  // namespace

bool is_known_charset(std::string_view name) {
  return find_charset(name) != nullptr;
}

std::string charset_to_utf8(std::string_view octets, std::string_view charset) {
  const Charset* known = find_charset(charset);
  if (known == nullptr || known->iconv_name == nullptr)
    return is_ascii(octets) ? std::string(octets) : utf8_or_windows_1252(without_cut_end(octets));
  const iconv_t opened = iconv_open("UTF-8", known->iconv_name);
  if (opened == reinterpret_cast<iconv_t>(-1)) return utf8_or_windows_1252(octets);
  const std::unique_ptr<void, CloseIconv> handle(opened);
  std::string result;
  result.reserve(octets.size() + octets.size() / 2);
  while (convert_some(opened, octets, result)) {
  }
  return to_valid_utf8(result);
}

}  // namespace nightmail::mime
