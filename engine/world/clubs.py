"""The invented clubs, the best known first; codes are unique over all leagues."""

from msgspec import Struct

from engine.domain.clean import Clean, own
from engine.domain.sport import Sport

_ALBION = """
KES Kesterwick United|DOR Dorrance City|HAL Halmouth Rovers|BRX Brixleigh Athletic|WYN Wynford Albion
TAM Tamworth Vale|OAK Oakhampton Town|PEN Pendle Forest|SEV Severnside|CAR Carrowmere
LYN Lynbridge|MAR Marsden Park|GRE Greywater|FEN Fenwick Town|ASH Ashcombe
RUT Ruthin Wanderers|STO Stokeford|ELD Elderby|HEX Hexworth|COL Colne Valley
"""
_NORDEN = """
RHE Rheinau 04|HAF Hafenstadt|LIN Lindenberg|WES Westmark SV|TUR Turmberg
ADL Adlershain|KON Konradsburg|MOS Moseltal|ISA Isarwald|NEC Neckarau
BOD Bodenfelde|HOL Holmgard|STE Steinfurth|EIC Eichwalde|OST Ostheim
VOG Vogelsang|TAU Taubental|ZIE Ziegelheim
"""
_HARBOUR = """
BAY Bayport Gulls|MES Mesa Coyotes|LAK Lakeview Herons|CAP Capitol Sentinels|RIV Riverton Barges
SUM Summit Rams|GUL Gulfside Rays|PRA Prairie Larks|CAN Canyon Vipers|IRO Ironton Forge
TIM Timber Valley Elks|NOV Nova Comets|DEL Delta Pilots|FOX Foxborough Hounds|ORC Orchard Blazers
SAL Salt City Miners
"""


class Club(Struct, frozen=True):
    """A club's code and name."""

    code: Clean
    name: Clean


class League(Struct, frozen=True):
    """A pretended league: its clubs, how many weeks a season takes, and how well it is followed.

    `following` moves the line between big and small games: 0 average, above 0 more big ones.
    """

    code: Clean
    sport: Sport
    clubs: tuple[Club, ...]
    weeks: int
    following: float


def _clubs(text: str) -> tuple[Club, ...]:
    entries = [entry for line in text.strip().splitlines() for entry in line.split("|")]
    return tuple(Club(own(entry[:3]), own(entry[4:])) for entry in entries)


ALBION = League(code=own("ALB"), sport=Sport.FOOTBALL, clubs=_clubs(_ALBION), weeks=30, following=0.15)
NORDEN = League(code=own("NOR"), sport=Sport.FOOTBALL, clubs=_clubs(_NORDEN), weeks=27, following=-0.1)
HARBOUR = League(code=own("HBL"), sport=Sport.BASKETBALL, clubs=_clubs(_HARBOUR), weeks=30, following=0.05)

LEAGUES = (ALBION, NORDEN, HARBOUR)
"""Every pretended league, in the order in which a week is planned."""
