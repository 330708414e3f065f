from .citizen import *
from .evaluation import *
from .plan import *
from .statistics import *
from .unit import *
