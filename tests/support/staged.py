"""A courier on a stage of its own: what it is given to carry, what it tells, and the venue behind it."""

import asyncio

from engine.domain.effects import PlaceOrder
from engine.domain.identity import RunId
from engine.domain.moment import Moment
from engine.domain.order import Purpose
from engine.domain.states import Cause
from engine.shell.runtime.brake import Brake
from engine.shell.runtime.live.bounded import BoundedVenue
from engine.shell.runtime.live.courier import Courier
from engine.shell.runtime.live.crew import Crew
from engine.shell.runtime.live.pulse import Pulse
from engine.shell.runtime.live.sent import Sent
from engine.shell.runtime.live.timing import EngineTime
from tests.support.live import START, LoopClock, MemoryVenue, played
from tests.support.toy import ticket


class Stage:
    """A courier, what it told, and the venue behind it."""

    def __init__(self, home, venue=None):
        self.told, self.venue = [], venue or MemoryVenue()
        self.brake = Brake(home, RunId("r"), LoopClock())
        self.crew, self.sent = Crew(lambda: None), Sent()
        self.clock = LoopClock()
        self.time = EngineTime(self.clock, Moment(0))
        self.pulse = Pulse(Cause.VENUE, self.told.append)
        bounded = BoundedVenue(self.venue, self.crew, self.pulse)
        self.courier = Courier(
            bounded, self.sent, self.crew, self.clock, time=self.time, brake=self.brake, tell=self.told.append
        )

    def carry(self, *effects):
        self.sent.note(effects)
        for effect in effects:
            self.courier.carry(effect)

    def kinds(self, *kinds):
        return [event for event in self.told if isinstance(event, kinds)]


def order(name="o1", purpose=Purpose.ENTER, market="M"):
    from msgspec.structs import replace

    return PlaceOrder(replace(ticket(name, START, purpose), market=market))


def staged(home, steps, venue=None):
    """Play these steps (a coroutine function of the stage) and give the stage back."""

    async def scenario():
        stage = Stage(home, venue)
        await steps(stage)
        stage.crew.check()
        await stage.crew.dismiss()
        return stage

    return played(scenario())


def carried(home, *effects, venue, wait=30.0):
    async def steps(stage):
        stage.carry(*effects)
        await asyncio.sleep(wait)

    return staged(home, steps, venue)
