"""Copy this file. It says how an answer was, and stops a release when a check of your own fails.

It needs Python 3.9 or newer and no package. Run it to check one answer from the command line:

    TIDEGATE_ADMIN_TOKEN=... python tidegate.py support-agent chatcmpl-123 '{"id": 7}'
"""

import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request


class Tidegate:
    def __init__(self, url, token, actor="validator"):
        """url: of the control plane, such as http://127.0.0.1:8090; actor: stands in the audit record."""
        self.url, self.token, self.actor = url, token, actor

    def feedback(self, *feedback):
        """Says how calls, traces or sessions were."""
        self._call("POST", "/feedback", {"feedback": list(feedback)})

    def open_release(self, route):
        """The release that has the route now, or None."""
        query = urllib.parse.urlencode({"route": route, "open": "true", "limit": 1})
        items = self._call("GET", f"/releases?{query}")["items"]
        return items[0] if items else None

    def block(self, release_id, reason):
        """Stops a release's way forward until somebody unblocks it; it still rolls back by itself."""
        self._call("POST", f"/releases/{urllib.parse.quote(release_id, safe='')}/block", {"reason": reason})

    def validate(self, output, check, *, route, name, response, block_on_failure=False):
        """Checks an answer: check(output) says what is wrong, or None. The result is feedback under `name`; a failure
        also blocks the release that has the route, if you ask for that. Returns whether the answer passed."""
        fault = check(output)
        said = {"response": response, "name": name, "value": "pass" if fault is None else "fail", "source": name}
        if fault is not None:
            said["comment"] = fault
        self.feedback(said)
        release = self.open_release(route) if fault is not None and block_on_failure else None
        if release is not None:
            self.block(release["id"], f"{name}: {fault}")
        return fault is None

    def _call(self, method, path, body=None):
        request = urllib.request.Request(
            f"{self.url}/api/v1{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "authorization": f"Bearer {self.token}",
                "x-tidegate-actor": self.actor,
                "content-type": "application/json",
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"tidegate answered {error.code}: {error.read().decode()}") from error


def is_ticket(text):
    """A check of one's own: the answer must be JSON with a number as its id."""
    try:
        ticket = json.loads(text)
    except ValueError:
        return "the answer is no JSON"
    return None if isinstance(ticket, dict) and isinstance(ticket.get("id"), int) else "the ticket has no id"


if __name__ == "__main__":
    route, response, output = sys.argv[1:4]
    tidegate = Tidegate(os.environ.get("TIDEGATE_CONTROL_URL", "http://127.0.0.1:8090"), os.environ["TIDEGATE_ADMIN_TOKEN"])
    passed = tidegate.validate(
        output, is_ticket, route=route, name="ticket", response=response, block_on_failure=True
    )
    sys.exit(0 if passed else 1)
