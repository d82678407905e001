"""What is signed with the deployment's secret: links to join by, links to files, digests of codes and of strangers.

Whatever was handed out stays valid for as long as the secret and what is signed here stay as they are.
"""

import hmac

ALL_DIGITS = 64


def sign(message: str, secret: str, *, digits: int = ALL_DIGITS) -> str:
    """Return the first hexadecimal digits of a message's HMAC-SHA256.

    A message begins with what it is for ("invite:7"), so that a signature is good for nothing else.
    """
    return hmac.new(secret.encode(), message.encode(), "sha256").hexdigest()[:digits]  # noqa: TID251 - its one home


def is_signed(signature: str, message: str, secret: str, *, digits: int) -> bool:
    """Say whether a signature that came from outside is the message's; takes as long whatever it is."""
    return is_same(sign(message, secret, digits=digits), signature)


def is_same(known: str, typed: str) -> bool:
    """Say whether a text from outside is the one that is known; takes as long whatever it is."""
    return hmac.compare_digest(known.encode(), typed.encode())
