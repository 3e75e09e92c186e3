"""What every section of the tree is."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A mapping whose keys are all known and all given; it never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=False)
