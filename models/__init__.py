from . import unit
from . import plan
from . import evaluation
from . import citizen
from . import statistics
