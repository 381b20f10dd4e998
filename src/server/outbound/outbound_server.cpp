// SPDX-License-Identifier: Apache-2.0
#include "server/outbound/outbound_server.h"

#include <utility>

#include "net/local_door.h"
#include "server/outbound/operator_door.h"
#include "server/outbound/runner.h"

namespace nightmail::outbound {

struct OutboundServer::Impl {
  Impl(const OutboundConfig& config, const OutboundParts& parts,
       inbox::RecipientDirectory recipients_here)
      : loop(parts.loops.at(0)),
        recipients(std::move(recipients_here)),
        settler(loop, parts.store, parts.clock),
        context{config.hostname, config.schedule, parts.store,  parts.cipher, recipients,
                parts.sealer,    parts.transport, parts.signer, parts.clock,  parts.random,
                parts.log,       parts.workers,   settler},
        runner(context, config.limits, loop),
        desk(parts.store, parts.cipher, parts.clock) {}

  Result<> open_door(const std::string& directory);

  net::Loop& loop;
  inbox::RecipientDirectory recipients;
  Settler settler;
  OutboundContext context;
  QueueRunner runner;
  OperatorDoor desk;
  std::unique_ptr<net::LocalDoor> door;  // last: its thread uses the desk
};

Result<> OutboundServer::Impl::open_door(const std::string& directory) {
  const auto answer = [this](const std::string& request, const net::LocalDoor::Write& write) {
    desk.answer(request, write);
  };
  TRY_ASSIGN(door, net::LocalDoor::open(directory, std::string(kDoorName), answer));
  return {};
}

OutboundServer::OutboundServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
OutboundServer::~OutboundServer() = default;

Result<std::unique_ptr<OutboundServer>> OutboundServer::open(const OutboundConfig& config,
                                                             const OutboundParts& parts) {
  TRY_ASSIGN(auto recipients, inbox::RecipientDirectory::make(config.recipients, parts.store,
                                                              parts.sealer, parts.log));
  auto impl = std::make_unique<Impl>(config, parts, std::move(recipients));
  if (!config.door_directory.empty()) TRY(impl->open_door(config.door_directory));
  return std::unique_ptr<OutboundServer>(new OutboundServer(std::move(impl)));
}

void OutboundServer::start() {
  impl_->loop.spawn(impl_->runner.run());
}

}  // namespace nightmail::outbound
