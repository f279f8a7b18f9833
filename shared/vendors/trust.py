"""The certificates that vendors' servers are checked against, read once per process."""

import ssl
from functools import cache

import httpx2


@cache
def usual_tls() -> ssl.SSLContext:
    """Returns httpx2's own settings of TLS. Each client would read the certificates of all
    authorities for itself, which takes 20 to 40 ms.
    """
    return httpx2.create_ssl_context()
