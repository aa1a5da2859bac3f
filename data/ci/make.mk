# IP capacity of the cluster. Written by "cniplan ci-init make". In the Makefile:
#   include cniplan.mk
# "make ip-capacity" writes the report, and fails where the plan does.
CNIPLAN ?= cniplan
CNIPLAN_FILES ?= @FILES_PLAIN@
CNIPLAN_FAIL_ON ?= @FAIL_ON@

.PHONY: ip-capacity
ip-capacity: $(CNIPLAN_FILES)
	$(CNIPLAN) plan $(CNIPLAN_FILES) --fail-on $(CNIPLAN_FAIL_ON) -o html=cniplan-report/index.html
