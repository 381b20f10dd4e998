#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The queue: mail to other servers is delivered byte for byte, tried again when they say "later", reported when they
refuse, and neither lost nor sent twice without need when the server is killed. `nightmaild queue` looks at it."""
import collections
import random
import threading
import time

from harness import run
from harness.sender import Sender


class Scene(Sender):
    def __init__(self, test):
        self.sink = test.sink()
        super().__init__(test, self.sink.port)


def it_arrives_as_it_was(test):
    scene = Scene(test)
    mail, _ = scene.send("hello", "x@[127.0.0.1]", "y@[127.0.0.1]")
    scene.wait_empty()
    assert scene.sink.mails == [("anna@nightmail.test", ["x@[127.0.0.1]", "y@[127.0.0.1]"], mail)]


def later_means_later(test):
    scene = Scene(test)
    scene.sink.answers["RCPT"] = "451 4.7.1 greylisted"
    mail, _ = scene.send("grey")
    listed = test.wait(lambda: "451 4.7.1" in (text := scene.queue("list")) and text, what="an attempt")
    assert "[127.0.0.1]" in listed and "x@" not in listed and "greylisted" not in listed, listed
    assert "x@[127.0.0.1]" in scene.queue("list", "--show-addresses")
    status = scene.jmap.submissions()[0]["deliveryStatus"]["x@[127.0.0.1]"]
    assert status["delivered"] == "queued" and status["smtpReply"].startswith("451 4.7.1"), status
    scene.sink.answers.clear()
    scene.wait_empty()
    assert [content for _, _, content in scene.sink.mails] == [mail]


def a_refusal_comes_back(test):
    scene = Scene(test)
    scene.sink.answers["RCPT"] = "550 5.1.1 unknown here"
    scene.send("refused")
    entry = test.wait(scene.anna.list, what="the notice")[0]
    notice = scene.anna.original(entry["id"])
    assert b"Status: 5.1.1" in notice and b"550 5.1.1 unknown here" in notice and b"Subject: refused" in notice, notice
    scene.wait_empty()
    assert "x@" not in scene.service.log.read_text()


def the_operator_decides(test):
    scene = Scene(test)
    scene.sink.answers["MAIL"] = "450 4.3.2 closed"
    _, first = scene.send("held")
    test.wait(lambda: "450 4.3.2" in scene.queue("list"), what="an attempt")
    name = scene.queue("list").splitlines()[1].split()[0]
    assert name.endswith("-" + first[1:]), (name, first)
    scene.queue("hold", name)
    scene.sink.answers.clear()
    time.sleep(3)
    assert scene.sink.mails == [] and "held" in scene.queue("list")
    scene.queue("release", name)
    scene.wait_empty()
    assert len(scene.sink.mails) == 1
    scene.sink.answers["MAIL"] = "450 4.3.2 closed"
    scene.send("dropped")
    scene.queue("drop", "all")
    test.wait(scene.anna.list, what="the notice of the drop")
    assert scene.queue("list") == ""
    assert scene.queue("retry", "0000000000000001-1", check=False) == 1
    scene.service.stop()
    assert scene.queue("list", check=False) == 1


def killed_under_load(test):
    """Every acknowledged message arrives; a second time only those that were being sent at a kill."""
    scene = Scene(test)
    acknowledged, lock, stopping = set(), threading.Lock(), threading.Event()

    def load(number):
        count = 0
        while not stopping.is_set():
            count += 1
            subject = f"t{number}m{count}"
            try:
                if isinstance(scene.send(subject)[1], str):
                    with lock:
                        acknowledged.add(subject)
            except (OSError, AssertionError, ValueError):
                time.sleep(0.05)

    threads = [threading.Thread(target=load, args=(i,), daemon=True) for i in range(4)]
    for thread in threads:
        thread.start()
    kills = 4
    for _ in range(kills):
        time.sleep(random.uniform(0.5, 1.5))
        scene.service.kill9()
        scene.service.start()
    stopping.set()
    for thread in threads:
        thread.join(40)
    scene.wait_empty(60)
    subjects = collections.Counter(line.split(": ")[1] for _, _, content in scene.sink.mails
                                   for line in content.decode().splitlines() if line.startswith("Subject: "))
    assert len(acknowledged) > 20, "the load was no load"
    assert acknowledged <= set(subjects), f"lost: {acknowledged - set(subjects)}"
    twice = sum(count - 1 for count in subjects.values())
    print(f"{len(acknowledged)} acknowledged, {len(subjects)} delivered, {twice} twice, {kills} kills")
    assert twice <= kills * 20, "at most what was on its way at a kill"


run(it_arrives_as_it_was, later_means_later, a_refusal_comes_back, the_operator_decides, killed_under_load)
