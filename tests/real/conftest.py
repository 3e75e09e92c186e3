"""Tests on real data; tests/conftest.py leaves this folder out where there is none."""

from pathlib import Path

import pytest

from tests.support.real_data import WHERE, data_folder


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The folder of real data, read-only by agreement."""
    folder = data_folder()
    assert folder is not None, WHERE
    return folder
