from . import evaluation, plan, unit
from . import citizen
from . import statistics
