"""政府信息公开工作年度报告: the annual reports on open government information."""

from gouji.families.disclosure.form_2021 import FORM_2021
from gouji.family import Family

FAMILY = Family(
    id="disclosure",
    title="政府信息公开工作年度报告",
    forms={FORM_2021.id: FORM_2021},
)
