// SPDX-License-Identifier: Apache-2.0

#include "server/api/sign_up_rules.h"

#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

#include "base/bytes.h"
#include "server/api/errors.h"
#include "store/address.h"

namespace nightmail::api {
namespace {

constexpr std::array<std::string_view, 36> kReserved{
    "abuse",    "admin",         "administrator", "billing",   "bounce",     "bounces",
    "daemon",   "dmarc",         "ftp",           "help",      "hostmaster", "info",
    "legal",    "mailer-daemon", "mailerdaemon",  "marketing", "news",       "nightmail",
    "no-reply", "nobody",        "noc",           "noreply",   "operator",   "postmaster",
    "privacy",  "recovery",      "root",          "sales",     "security",   "ssladmin",
    "support",  "sysadmin",      "system",        "tls-rpt",   "usenet",     "webmaster"};

Error invalid(std::string_view why) {
  return Error(Errc::address_invalid, std::string(why));
}

bool is_plain_ascii(ucs4_t c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

bool is_letter_or_digit(ucs4_t c) {
  return uc_is_property_alphabetic(c) || uc_is_general_category_withtable(c, UC_CATEGORY_MASK_M) ||
         uc_is_general_category_withtable(c, UC_CATEGORY_MASK_Nd);
}

// "аdmin" with a Cyrillic а: Latin may not be mixed with other scripts.
bool mixes_latin(const std::vector<ucs4_t>& text) {
  bool latin = false, other = false;
  for (const ucs4_t c : text) {
    if (!uc_is_property_alphabetic(c)) continue;
    const uc_script_t* script = uc_script(c);
    const std::string_view name = script == nullptr ? "" : script->name;
    latin = latin || name == "Latin";
    other = other || (name != "Latin" && name != "Common" && name != "Inherited");
  }
  return latin && other;
}

// The form that folds case and compatibility (full-width letters, ligatures): a name that changes
// under it could pass for another.
bool is_folded(std::string_view text) {
  std::size_t length = 0;
  const std::unique_ptr<std::uint8_t, void (*)(void*)> folded(
      u8_tolower(as_bytes(text).data(), text.size(), nullptr, UNINORM_NFKC, nullptr, &length),
      std::free);
  return folded && as_text({folded.get(), length}) == text;
}

Result<std::vector<ucs4_t>> code_points(std::string_view text) {
  std::vector<ucs4_t> points;
  ByteView rest = as_bytes(text);
  while (!rest.empty()) {
    ucs4_t c = 0;
    const int length = u8_mbtoucr(&c, rest.data(), rest.size());
    if (length <= 0) return invalid("not UTF-8");
    points.push_back(c);
    rest = rest.subspan(static_cast<std::size_t>(length));
  }
  return points;
}

Result<> check_local_part(std::string_view local) {
  if (local.empty() || local.size() > 64) return invalid("1 to 64 octets before the @");
  if (local.front() == '.' || local.back() == '.') return invalid("no dot at either end");
  if (local.find("..") != std::string_view::npos) return invalid("no two dots in a row");
  TRY_ASSIGN(const auto points, code_points(local));
  for (const ucs4_t c : points) {
    if (!is_plain_ascii(c) && !(c > 0x7f && is_letter_or_digit(c))) {
      return invalid("letters, digits, dot, underscore and hyphen only");
    }
  }
  if (!is_folded(local)) return invalid("lower case only, and no compatibility characters");
  if (mixes_latin(points)) return invalid("letters of one script only");
  return {};
}

}  // namespace

bool is_reserved_name(std::string_view local_part) {
  return std::find(kReserved.begin(), kReserved.end(), local_part) != kReserved.end();
}

Result<std::string> check_new_address(const ApiConfig& config, std::string_view address) {
  auto canonical = store::canonical_address(address);
  if (!canonical.ok()) return invalid("not a mail address");
  const std::string_view domain = store::domain_part(*canonical);
  if (std::find(config.domains.begin(), config.domains.end(), domain) == config.domains.end()) {
    return invalid("this service does not serve that domain");
  }
  const std::string_view local = store::local_part(*canonical);
  TRY(check_local_part(local));
  if (is_reserved_name(local) && !config.allow_reserved_names) {
    return Error(Errc::address_taken, "the name is reserved for the operator");
  }
  return *std::move(canonical);
}

}  // namespace nightmail::api
