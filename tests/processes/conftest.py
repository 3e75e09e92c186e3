"""What every process of these tests begins with."""

import signal

import pytest


@pytest.fixture(autouse=True, scope="package")
def interrupts_are_heard():
    """A shell starts what runs in its background deaf to SIGINT, and so would be every process begun here."""
    before = signal.getsignal(signal.SIGINT)
    if before is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
