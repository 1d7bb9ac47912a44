"""The table of models with a closed form, most of which have continuous types or many rounds."""

from schelling._common.names import publish
from schelling.library.alliances import AlliancePromise, CollectiveCommitment
from schelling.library.attrition import AudienceCosts
from schelling.library.base import Solved
from schelling.library.conventions import LewisSignalling
from schelling.library.conversation import Conversation
from schelling.library.cutoffs import CrisisEquilibrium, LewisSchultz, RegimeChange
from schelling.library.disclosure import Disclosure
from schelling.library.finance import EquityIssue
from schelling.library.frogs import FourFrogs
from schelling.library.inflation import Inflation
from schelling.library.limit_pricing import LimitPricing
from schelling.library.lying import LyingCosts
from schelling.library.pigeon import Pigeon
from schelling.library.reputation import ChainStore
from schelling.library.separation import Riley
from schelling.library.talk import CrawfordSobel, NoisyTalk
from schelling.library.threats import Brinkmanship, CriticalRisk, SinkingCosts, TyingHands

SOLVED: dict[str, type[Solved]] = {
    "crawford_sobel_uniform": CrawfordSobel,
    "noisy_talk": NoisyTalk,
    "pigeon": Pigeon,
    "two_stage_talk": Conversation,
    "four_frogs": FourFrogs,
    "lewis_signalling": LewisSignalling,
    "inflation": Inflation,
    "tying_hands": TyingHands,
    "sinking_costs": SinkingCosts,
    "critical_risk": CriticalRisk,
    "brinkmanship": Brinkmanship,
    "audience_costs": AudienceCosts,
    "alliance_promise": AlliancePromise,
    "collective_commitment": CollectiveCommitment,
    "chain_store": ChainStore,
    "limit_pricing": LimitPricing,
    "riley": Riley,
    "disclosure": Disclosure,
    "equity_issue": EquityIssue,
    "lewis_schultz": LewisSchultz,
    "regime_change": RegimeChange,
    "lying_costs": LyingCosts,
}

publish("schelling.library", *SOLVED.values(), CrisisEquilibrium)
