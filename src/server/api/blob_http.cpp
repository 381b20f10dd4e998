// SPDX-License-Identifier: Apache-2.0

#include "server/api/blob_http.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "server/api/errors.h"
#include "server/api/ids.h"
#include "server/api/protected_door.h"
#include "server/api/responses.h"
#include "server/queue/errors.h"

namespace nightmail::api {
namespace {

constexpr std::int64_t kPiece = 256 << 10;

class BlobSource final : public net::BodySource {
 public:
  BlobSource(store::Store& store, net::WorkerPool& pool, net::Loop& loop, store::AccountId account,
             store::BlobId blob, ByteRange range)
      : store_(store),
        pool_(pool),
        loop_(loop),
        account_(account),
        blob_(blob),
        at_(range.first),
        end_(range.first + range.length) {}

  net::Task<Result<std::optional<Bytes>>> next() override {
    if (at_ >= end_) co_return std::optional<Bytes>();
    auto piece = co_await pool_.run(loop_, [this] {
      return store_.read_blob(account_, blob_, at_, std::min(kPiece, end_ - at_));
    });
    if (!piece.ok()) co_return piece.error();
    if (piece->empty()) co_return Error(Errc::server_fail, "a blob is shorter than it was");
    at_ += static_cast<std::int64_t>(piece->size());
    co_return std::optional<Bytes>(*std::move(piece));
  }

 private:
  store::Store& store_;
  net::WorkerPool& pool_;
  net::Loop& loop_;
  const store::AccountId account_;
  const store::BlobId blob_;
  std::int64_t at_;
  const std::int64_t end_;
};

bool is_token_char(char c) {
  constexpr std::string_view kOthers = "!#$&^_.+-";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         kOthers.find(c) != std::string_view::npos;
}

// The client says as what it wants to get the blob; anything odd becomes octets.
std::string safe_type(const std::string* wanted) {
  constexpr std::string_view kOctets = "application/octet-stream";
  if (wanted == nullptr || wanted->size() > 127) return std::string(kOctets);
  const auto slash = wanted->find('/');
  if (slash == std::string::npos || slash == 0 || slash + 1 == wanted->size()) {
    return std::string(kOctets);
  }
  for (std::size_t i = 0; i < wanted->size(); ++i) {
    if (i != slash && !is_token_char((*wanted)[i])) return std::string(kOctets);
  }
  return *wanted;
}

std::optional<std::int64_t> parse_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || failure != std::errc() || end != text.data() + text.size() || number < 0) {
    return std::nullopt;
  }
  return number;
}

net::Response range_refused(std::int64_t size) {
  net::Response response;
  response.status = 416;
  response.headers.add("Content-Range", "bytes */" + std::to_string(size));
  return response;
}

// Blobs never change, so a cache of the client's own may keep them for ever (RFC 8620 §6.2).
void add_download_headers(const net::Target& target, net::Headers& headers) {
  headers.set("Content-Type", safe_type(target.query_value("type")));
  headers.set("Content-Disposition",
              "attachment; filename*=UTF-8''" + net::percent_encode(target.segments[4]));
  headers.set("Cache-Control", "private, immutable, max-age=31536000");
  headers.set("Accept-Ranges", "bytes");
}

}  // namespace

bool looks_sealed(ByteView body) {
  if (body.size() < 2) return false;
  const std::uint8_t first = body[0];
  if ((first & 0x80) == 0) return false;
  const int tag = (first & 0x40) != 0 ? first & 0x3f : (first >> 2) & 0x0f;
  return tag == 1 || tag == 3;
}

Result<net::Response> upload_blob(Services& services, const Identity& identity,
                                  const net::Request& request) {
  if (parse_account_id(request.head.target.segments[2]) != identity.account()) {
    return Error(Errc::not_found);
  }
  if (!looks_sealed(request.body) && !looks_protected(request.body)) {
    return Error(Errc::not_sealed);
  }
  TRY_ASSIGN(const store::BlobId id,
             services.store.put_blob(identity.account(), request.body, services.clock.now()));
  JsonObject answer;
  jmap::put(answer, "accountId", jmap::json_text(to_text(identity.account())));
  jmap::put(answer, "blobId", jmap::json_text(to_text(id)));
  jmap::put(answer, "type", jmap::json_text(safe_type(request.head.headers.find("Content-Type"))));
  jmap::put(answer, "size", request.body.size());
  return json_response(201, boost::json::serialize(answer));
}

Result<net::Response> upload_outgoing(Services& services, const Identity& identity,
                                      const net::Request& request) {
  if (parse_account_id(request.head.target.segments[2]) != identity.account() ||
      services.submitter == nullptr) {
    return Error(Errc::not_found);
  }
  if (identity.is_app_token())
    return Error(Errc::forbidden, "an app token may not do this; log in");
  const auto id = services.submitter->take_message(identity.account(), request.body);
  if (!id.ok()) {
    if (id.error().is(queue::Errc::bad_message))
      return Error(Errc::message_invalid, id.error().context());
    if (id.error().is(queue::Errc::too_large)) return Error(Errc::too_large, id.error().context());
    return id.error();
  }
  JsonObject answer;
  jmap::put(answer, "accountId", jmap::json_text(to_text(identity.account())));
  jmap::put(answer, "blobId", jmap::json_text(outgoing_id(*id)));
  jmap::put(answer, "type", "message/rfc822");
  jmap::put(answer, "size", request.body.size());
  return json_response(201, boost::json::serialize(answer));
}

RangeAnswer parse_range(std::string_view field, std::int64_t size, ByteRange& range) {
  range = {0, size};
  constexpr std::string_view kUnit = "bytes=";
  if (!field.starts_with(kUnit) || field.find(',') != std::string_view::npos) {
    return RangeAnswer::whole;
  }
  field.remove_prefix(kUnit.size());
  const auto dash = field.find('-');
  if (dash == std::string_view::npos) return RangeAnswer::whole;
  const auto first = parse_number(field.substr(0, dash));
  const auto last = parse_number(field.substr(dash + 1));
  if (!first && !last) return RangeAnswer::whole;
  if (!first) {
    const std::int64_t length = std::min(*last, size);
    if (length == 0) return RangeAnswer::unsatisfiable;
    range = {size - length, length};
    return RangeAnswer::part;
  }
  if (*first >= size) return RangeAnswer::unsatisfiable;
  if (last && *last < *first) return RangeAnswer::whole;
  const std::int64_t end = last && *last < size ? *last + 1 : size;
  range = {*first, end - *first};
  return RangeAnswer::part;
}

net::Response stream_blob(store::Store& store, store::AccountId account, store::BlobId blob,
                          std::int64_t size, net::WorkerPool& pool, net::Loop& loop) {
  net::Response response;
  response.headers.set("Content-Type", "application/octet-stream");
  response.headers.set("Cache-Control", "no-store");
  response.source =
      std::make_unique<BlobSource>(store, pool, loop, account, blob, ByteRange{0, size});
  response.source_size = static_cast<std::uint64_t>(size);
  return response;
}

Result<net::Response> download_blob(Services& services, const Identity& identity,
                                    const net::RequestHead& head, net::WorkerPool& pool,
                                    net::Loop& loop) {
  const auto& parts = head.target.segments;
  const auto blob = parse_blob_id(parts[3]);
  if (parse_account_id(parts[2]) != identity.account() || !blob) return Error(Errc::not_found);
  TRY_ASSIGN(const std::int64_t size, services.store.blob_size(identity.account(), *blob));
  ByteRange range{0, size};
  RangeAnswer kind = RangeAnswer::whole;
  if (const std::string* field = head.headers.find("Range")) {
    kind = parse_range(*field, size, range);
  }
  if (kind == RangeAnswer::unsatisfiable) return range_refused(size);
  net::Response response;
  add_download_headers(head.target, response.headers);
  if (kind == RangeAnswer::part) {
    response.status = 206;
    response.headers.add("Content-Range", "bytes " + std::to_string(range.first) + "-" +
                                              std::to_string(range.first + range.length - 1) + "/" +
                                              std::to_string(size));
  }
  response.source =
      std::make_unique<BlobSource>(services.store, pool, loop, identity.account(), *blob, range);
  response.source_size = static_cast<std::uint64_t>(range.length);
  return response;
}

}  // namespace nightmail::api
