from . import evaluation, plan, unit
