# SPDX-License-Identifier: Apache-2.0
"""Jmap: one person's session in plain JMAP, for what the command line does not show: submissions."""
import json
import urllib.error
import urllib.request

from . import programs

USING = ["urn:ietf:params:jmap:core", "urn:ietf:params:jmap:mail", "urn:ietf:params:jmap:submission",
         "urn:nightmail:jmap:sealed"]


class Jmap:
    def __init__(self, tool, service, address, password):
        self.service, self.address = service, address
        out, _ = programs.output_of([tool, service.url, address, password])
        self.account, self.token = out.decode().split()

    def request(self, path, body=None, kind="application/json"):
        """(status, answer) of one HTTP request; a problem document is an answer too."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": kind}
        request = urllib.request.Request(self.service.url + path, body, headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.status, json.loads(response.read() or b"null")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"null")

    def calls(self, *calls):
        """Each call is (name, arguments); accountId is added. Returns the arguments of each answer."""
        body = {"using": USING, "methodCalls": [[name, {"accountId": self.account, **arguments}, str(i)]
                                                for i, (name, arguments) in enumerate(calls)]}
        status, answer = self.request("/jmap/api", json.dumps(body).encode())
        assert status == 200, answer
        return [response[1] for response in answer["methodResponses"]]

    def call(self, name, **arguments):
        return self.calls((name, arguments))[0]

    def identity(self):
        return self.call("Identity/get", ids=None)["list"][0]["id"]

    def upload(self, mail):
        """The id of an outgoing blob."""
        status, answer = self.request(f"/jmap/outgoing/{self.account}/", mail, "message/rfc822")
        assert status == 201, answer
        return answer["blobId"]

    def submission(self, mail, *recipients, blob=None, identity=None, parameters=None, notify=None):
        """What EmailSubmission/set is to create."""
        rcpt = {"parameters": {"NOTIFY": notify}} if notify else {}
        return {"identityId": identity or self.identity(), "outgoingBlobId": blob or self.upload(mail),
                "envelope": {"mailFrom": {"email": self.address, "parameters": parameters},
                             "rcptTo": [{"email": recipient, **rcpt} for recipient in recipients]}}

    def send(self, mail, *recipients, **options):
        """Submits one message and returns the id, or the SetError's dictionary."""
        made = self.call("EmailSubmission/set", create={"k": self.submission(mail, *recipients, **options)})
        if made["created"]:
            return made["created"]["k"]["id"]
        return made["notCreated"]["k"]

    def submissions(self):
        """All that is on its way."""
        return self.call("EmailSubmission/get", ids=None)["list"]
