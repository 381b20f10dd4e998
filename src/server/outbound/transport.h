// SPDX-License-Identifier: Apache-2.0
//
// Transport: hands one message to the servers of one domain. The queue runner asks for it; what it
// does about MX, TLS, policies, connections and limits of a destination is its own affair.

#ifndef NIGHTMAIL_SERVER_OUTBOUND_TRANSPORT_H_
#define NIGHTMAIL_SERVER_OUTBOUND_TRANSPORT_H_

#include <string>
#include <vector>

#include "base/bytes.h"
#include "net/loop.h"
#include "net/task.h"
#include "proto/smtp/reply.h"

namespace nightmail::outbound {

// One message to recipients of one domain. The views are the caller's, for as long as send() runs.
struct OutgoingMail {
  std::string mail_from;  // as it goes over the wire, without <>; empty: the null sender
  struct Rcpt {
    std::string address;  // as it goes over the wire, without <>
    std::string notify;   // "SUCCESS,DELAY"; empty: not said
    std::string orcpt;    // "rfc822;bert@b.test", in xtext (RFC 3461 §4.2); empty: not said
  };
  std::vector<Rcpt> recipients;
  std::string domain;  // A-labels in lower case, or an address literal
  ByteView message;    // signed, with CRLF line ends
  bool smtputf8 = false;
  bool requiretls = false;
  bool uncounted = false;  // a TLS report: says nothing for the next one (RFC 8460 §5.3)
  std::string ret;         // "FULL" or "HDRS"; empty: not said
  std::string envid;       // in xtext; empty: not said
};

struct RecipientOutcome {
  enum class Kind {
    delivered,  // it lies in its mailbox
    relayed,    // another server has taken it over
    deferred,   // try again later
    failed      // never
  };
  Kind kind = Kind::deferred;
  smtp::Reply reply;       // the last word
  std::string remote_mta;  // who said it; empty: we ourselves
  bool remote_dsn =
      false;  // the other server speaks DSN and reports from here on (RFC 3461 §5.2.1)
};

class Transport {
 public:
  virtual ~Transport() = default;
  // One outcome for each recipient, in order. When the loop stops it ends soon; what is not known
  // to be taken over is then deferred.
  virtual net::Task<std::vector<RecipientOutcome>> send(net::Loop& loop, OutgoingMail mail) = 0;
};

// Header fields to be put before a message that leaves, such as DKIM-Signature (RFC 6376). Runs on
// any thread.
class Signer {
 public:
  virtual ~Signer() = default;
  // `domain`: of the sender's address, as A-labels. CRLF line ends; empty if there is no key.
  virtual std::string sign(const std::string& domain, ByteView message) = 0;
};

}  // namespace nightmail::outbound

#endif  // NIGHTMAIL_SERVER_OUTBOUND_TRANSPORT_H_
