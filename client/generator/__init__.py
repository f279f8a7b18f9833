"""Writes the generated parts of the client from the API's description: `make docs`.

Models, parameters and the methods of resources are written from OpenAPI, as async Python. The sync
client is the async one with other words.
"""

from client.generator.files import SOURCES, generated, write

__all__ = ["SOURCES", "generated", "write"]
