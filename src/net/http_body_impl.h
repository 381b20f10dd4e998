// SPDX-License-Identifier: Apache-2.0
//
// GrowingBody: a Beast body that grows with what has arrived, never with what a peer announced, and
// that may be emptied between two steps of the parser. For .cpp files of this room only.

#ifndef NIGHTMAIL_NET_HTTP_BODY_IMPL_H_
#define NIGHTMAIL_NET_HTTP_BODY_IMPL_H_

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/optional.hpp>

#include "base/bytes.h"

namespace nightmail::net {

struct GrowingBody {
  using value_type = Bytes;

  class reader {
   public:
    template <bool kIsRequest, class Fields>
    reader(boost::beast::http::header<kIsRequest, Fields>&, value_type& body) : body_(body) {}
    void init(const boost::optional<std::uint64_t>&, boost::beast::error_code& error) {
      error = {};
    }
    template <class Buffers>
    std::size_t put(const Buffers& buffers, boost::beast::error_code& error) {
      error = {};
      std::size_t count = 0;
      for (const auto buffer : boost::beast::buffers_range_ref(buffers)) {
        append(body_, {static_cast<const std::uint8_t*>(buffer.data()), buffer.size()});
        count += buffer.size();
      }
      return count;
    }
    void finish(boost::beast::error_code& error) { error = {}; }

   private:
    value_type& body_;
  };
};

}  // namespace nightmail::net

#endif  // NIGHTMAIL_NET_HTTP_BODY_IMPL_H_
