#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`250 OK` means durable: the server is killed (SIGKILL) at random moments under load, again and again. Afterwards
every acknowledged message is there exactly once for each recipient, and no other more than once per attempt."""
import collections
import random
import threading
import time

from harness import RawSmtp, run

ROUNDS = 6
SENDERS = 8
PEOPLE = ["anna@nightmail.test", "ben@nightmail.test"]


class Load:
    """Threads that send as fast as they can and remember what was answered 250."""

    def __init__(self, port, number, lmtp_port):
        self.lock, self.stopping = threading.Lock(), threading.Event()
        self.tried, self.acknowledged = {}, collections.defaultdict(set)  # id -> recipients
        self.threads = [threading.Thread(target=self.send, daemon=True,
                                         args=(f"r{number}s{i}", lmtp_port if i % 4 == 3 else port, i % 4 == 3))
                        for i in range(SENDERS)]
        for thread in self.threads:
            thread.start()

    def send(self, name, port, lmtp):
        dice, count = random.Random(name), 0
        while not self.stopping.is_set():
            try:
                with RawSmtp(port, "LHLO load.test" if lmtp else "EHLO load.test") as peer:
                    while not self.stopping.is_set():
                        count += 1
                        self.send_one(peer, f"{name}m{count}", lmtp, dice)
            except (OSError, AssertionError):
                time.sleep(0.01)

    def send_one(self, peer, unique, lmtp, dice):
        people = PEOPLE if dice.random() < 0.5 else [dice.choice(PEOPLE)]
        size = dice.choice([10, 3000, 40_000, 300_000])  # in the database, in segments, sealed by workers
        with self.lock:
            self.tried[unique] = people
        peer.open_data(people)
        peer.send(f"Subject: {unique}\r\n\r\n".encode() + (b"x" * 62 + b"\r\n") * (size // 64) + b".\r\n")
        for person in people if lmtp else [None]:
            if peer.reply().startswith("250"):
                with self.lock:
                    self.acknowledged[unique].update([person] if person else people)

    def stop(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join(20)
            assert not thread.is_alive()


def nothing_acknowledged_is_lost(test):
    service = test.service()
    clients = {person: test.client(service, person) for person in PEOPLE}
    for client in clients.values():
        client.signup()
    loads = []
    for number in range(ROUNDS):
        load = Load(service.smtp, number, service.lmtp)
        loads.append(load)
        time.sleep(random.uniform(0.3, 1.2))
        service.kill9()
        load.stop()
        service.start()
    acknowledged = sum(len(people) for load in loads for people in load.acknowledged.values())
    tried = sum(len(load.tried) for load in loads)
    print(f"{tried} messages tried, {acknowledged} deliveries acknowledged, {ROUNDS} kills")
    assert acknowledged > 20 * ROUNDS, "the load was no load"
    for person, client in clients.items():
        check(loads, person, collections.Counter(entry["subject"] for entry in client.list("--limit", "0")))
    check_segments(service, clients[PEOPLE[0]])
    service.stop()
    log = service.log.read_text()
    assert " error " not in log, log[-3000:]


def check(loads, person, stored):
    for load in loads:
        for unique, people in load.tried.items():
            count = stored.pop(unique, 0)
            assert count <= 1, f"{unique} is there {count} times for {person}"
            assert count == 0 or person in people, f"{unique} came to {person} by mistake"
            assert count == 1 or person not in load.acknowledged[unique], f"{unique} was acknowledged and is lost"
    assert not stored, f"never sent: {stored}"


def check_segments(service, client):
    """The stored bytes are whole too, not only their summaries: the last messages before each kill."""
    last = {}
    for entry in reversed(client.list("--limit", "0")):
        last[entry["subject"].partition("s")[0]] = entry
    for entry in last.values():
        original = client.original(entry["id"])
        assert original.startswith(f"Subject: {entry['subject']}\r\n".encode()) and original.endswith(b"\r\n")


run(nothing_acknowledged_is_lost)
