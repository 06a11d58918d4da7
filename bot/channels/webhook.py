"""Where chat vendors deliver: one route a vendor, checked in constant time before the body is read.

The answer is 200 at once and the work comes afterwards: vendors deliver again what is not confirmed in time.
"""

from __future__ import annotations

import dataclasses
import hmac
import json
import logging
from typing import TYPE_CHECKING, Any

from starlette.responses import Response
from starlette.routing import Route

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

MAX_BODY_BYTES = 1024 * 1024
"""Updates are a few kilobytes; anything larger is not one."""

_log = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True, slots=True)
class Webhook:
    """A place of delivery.

    Attributes:
        path: of the URL, beginning with a slash.
        header: in which the vendor sends the secret.
        secret: what was agreed with the vendor.
        receive: takes the JSON object delivered and returns at once; False where there is no room for it
            now, so that the vendor delivers it again later. Raises ValueError for one that makes no sense.
    """

    path: str
    header: str
    secret: str
    receive: Callable[[dict[str, Any]], bool]


def webhook_route(webhook: Webhook) -> Route:
    """The route to mount in the ASGI application."""

    async def deliver(request: Request) -> Response:
        given = request.headers.get(webhook.header, "").encode()
        if not hmac.compare_digest(given, webhook.secret.encode()):
            _log.warning("event=webhook_refused path=%s reason=secret", webhook.path)
            return Response(status_code=403)
        return Response(status_code=_receive(webhook, await _body(request)))

    return Route(webhook.path, deliver, methods=["POST"])


async def _body(request: Request) -> bytes | None:
    """The body, or None as soon as it is longer than allowed."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            return None
    return body


def _receive(webhook: Webhook, body: bytes | None) -> int:
    """The status that answers a delivery: 200 taken, 400 not understood, 413 too long, 503 come again."""
    if body is None:
        return 413
    try:
        delivered = json.loads(body)
        if not isinstance(delivered, dict):
            raise ValueError("not an object")  # noqa: TRY004, TRY301 (one answer for all that is malformed)
        return 200 if webhook.receive(delivered) else 503
    except ValueError as error:
        _log.warning("event=webhook_refused path=%s reason=%s", webhook.path, type(error).__name__)
        return 400
