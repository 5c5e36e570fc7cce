# SPDX-License-Identifier: GPL-3.0-or-later
# sosh, the socket shell. `make help` lists the goals.

VERSION = 0.1.0
PREFIX  = /usr/local
DOCDIR  = $(PREFIX)/share/doc/sosh
CFLAGS  = -O2 -g
B       = build

WARN = -Wall -Wextra -Wshadow -Wconversion -Wmissing-prototypes -Wvla $(WERROR)
ifdef SAN
CFLAGS   = -O1 -g
HARDEN   = -fPIE -U_FORTIFY_SOURCE -fno-omit-frame-pointer $(SAN)
LDHARDEN = -pie $(SAN)
else
HARDEN   = -fPIE -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
LDHARDEN = -pie -Wl,-z,relro,-z,now
endif
# gcc optimizes the program across files; `make LTO=` links faster. Objects hold the
# plain form too, for the tests and for what reads symbols.
ifndef SAN
LTO := $(shell $(CC) -v 2>&1 | grep -q '^gcc version' && echo -flto=auto)
endif
# Not `:=`: `make deps all` asks only after pkg-config was installed.
RL_CFLAGS = $(shell pkg-config --cflags-only-I readline 2>/dev/null)
RL_LIBS   = $(shell pkg-config --libs readline 2>/dev/null || echo -lreadline)
COMPILE = $(CC) -std=gnu11 -D_GNU_SOURCE -DSOSH_VERSION='"$(VERSION)"' -Iinclude -Isrc $(CPPFLAGS) \
	$(WARN) $(HARDEN) -ffile-prefix-map=$(CURDIR)=. -pthread -MMD -MP $(CFLAGS)
LINK = $(CC) $(CFLAGS) -ffile-prefix-map=$(CURDIR)=. $(LDHARDEN) -pthread $(LINK_TIME) $(LDFLAGS)
LINK_TIME = -fno-lto

OBJS   := $(patsubst src/%.c,$(B)/obj/%.o,$(wildcard src/*/*.c))
UNIT   := $(patsubst tests/unit/%.c,$(B)/unit/%,$(wildcard tests/unit/test_*.c))
BENCH  := $(patsubst tests/bench/%.c,$(B)/bench/%,$(wildcard tests/bench/*.c))
C_FILES = $(wildcard src/*.[ch] src/*/*.[ch] include/*/*.h tests/*/*.[ch])
READLINE = repl edited keys resize tab
Q   = $(if $(filter 1,$(V)),,@)
say = $(if $(filter 1,$(V)),,@echo '  $1	$@')
SUB = $(Q)$(MAKE) --no-print-directory -j$(shell nproc)

all: $(B)/sosh # the program
testable: $(B)/sosh $(B)/sosh-late $(B)/gen $(UNIT)

$(B)/sosh: $(B)/obj/main.o $(B)/libsosh.a
$(B)/sosh: private LINK_TIME = $(or $(LTO),-fno-lto)
$(B)/gen: $(patsubst src/%.c,$(B)/obj/%.o,$(wildcard src/gen*.c)) $(B)/libsosh.a
$(B)/sosh-late: $(B)/obj/main.o $(B)/late.o $(B)/libsosh.a
$(B)/sosh-late: private LDFLAGS += $(LATE)
$(B)/unit/test_jobs: $(B)/late.o
$(B)/unit/test_jobs: private LDHARDEN += $(B)/late.o $(LATE)
LATE = -Wl,--wrap=pthread_create,--wrap=pthread_mutex_unlock
$(B)/sosh $(B)/sosh-late $(B)/gen:
	$(call say,LD)
	$(Q)$(LINK) -o $@ $^ $(RL_LIBS)
$(B)/libsosh.a: $(OBJS)
	$(call say,AR)
	$(Q)rm -f $@ && $(AR) rcD $@ $^
$(READLINE:%=$(B)/obj/ui/%.o): private CPPFLAGS += $(RL_CFLAGS)
$(B)/obj/%.o: private CFLAGS += $(if $(LTO),$(LTO) -ffat-lto-objects -frandom-seed=$@)
$(B)/obj/%.o: src/%.c Makefile
	$(call say,CC)
	$(Q)mkdir -p $(@D) && $(COMPILE) -c -o $@ $<
$(B)/late.o: tests/script/late.c Makefile
	$(Q)mkdir -p $(@D) && $(COMPILE) -c -o $@ $<
$(B)/unit/%: tests/unit/%.c $(B)/libsosh.a Makefile
	$(call say,CC)
	$(Q)mkdir -p $(@D) && $(COMPILE) $(LDHARDEN) $(LINK_TIME) -o $@ $< $(B)/libsosh.a $(RL_LIBS) -lcmocka
$(B)/fuzz_lex: private LINK_TIME = -fsanitize=fuzzer
$(B)/fuzz_lex $(B)/fuzz_scripts: $(B)/%: tests/fuzz/%.c $(B)/libsosh.a Makefile
	$(call say,CC)
	$(Q)$(COMPILE) $(LDHARDEN) $(LINK_TIME) -o $@ $< $(B)/libsosh.a $(RL_LIBS)
$(B)/%: tests/%.c Makefile
	$(call say,CC)
	$(Q)mkdir -p $(@D) && $(COMPILE) $(LDHARDEN) -Wl,--as-needed -o $@ $< $(RL_LIBS)
-include $(wildcard $(B)/*.d $(B)/*/*.d $(B)/obj/*/*.d)

deps: # installs what the other goals on the command line need
	$(Q)sh tests/deps.sh $(filter-out deps,$(MAKECMDGOALS))
demo: # a guided tour, then the prompt, where `lesson tour` gives it step by step
	$(SUB) $(B)/sosh
	$(Q)$(B)/sosh --lesson tests/labs/tour.sosh </dev/null
	$(Q)if [ -t 0 ]; then exec $(B)/sosh; fi
check: # every test
	$(SUB) testable
	$(Q)B=$(B) tests/run
gen: $(B)/gen # the man page, the schema and the completions, from the tables
	$(Q)for f in $(GENERATED); do \
		$(B)/gen $${f%%:*} >$(B)/gen.out && cp $(B)/gen.out $${f#*:} || exit 1; done
GENERATED = man:man/sosh.1 schema:man/sosh.schema.json bash:completions/sosh.bash zsh:completions/_sosh \
	fish:completions/sosh.fish
bench: # speed and size beside C, Python, socat and ncat; BENCH_QUICK=1 for a short run
	$(SUB) $(B)/sosh $(BENCH)
	$(Q)B=$(B) tests/bench/run
budget: # instructions that a command takes, against tests/budget.txt
	$(SUB) $(B)/sosh
	$(Q)B=$(B) tests/budget
asan tsan: # the tests with address and undefined behaviour, or those of threads with thread sanitizer
	$(SUB) B=build/$@ SAN='$(SAN_$@)' testable
	$(Q)B=build/$@ tests/run unit $(PARTS_$@) labs examples
PARTS_asan = $(filter-out %/tree.bats %/memory.bats,$(wildcard tests/script/*.bats)) # those see nothing of it
PARTS_tsan = $(patsubst %,tests/script/%.bats,jobs serve repeat talk-pipes late waiting effects hosts links wires)
SAN_asan = -fsanitize=address,undefined -fno-sanitize-recover=undefined
SAN_tsan = -fsanitize=thread
SCRIPTS_TIME = 45
scripts: # random scripts with jobs and servers under thread sanitizer, for SCRIPTS_TIME seconds; from the seed SCRIPTS_FIRST on
	$(SUB) B=build/tsan SAN='$(SAN_tsan)' build/tsan/sosh build/tsan/fuzz_scripts
	$(Q)B=build/tsan tests/fuzz/scripts $(SCRIPTS_TIME) $(SCRIPTS_FIRST)
inject: # a session whose system calls fail, one in each run; INJECT_QUICK=1 for a short run
	$(SUB) $(B)/sosh $(B)/inject/fail
	$(Q)B=$(B) tests/inject/run $(if $(INJECT_QUICK),short,full)
FUZZ_TIME = 60
fuzz: # random lines into lexer, checker and completion for FUZZ_TIME seconds
	$(SUB) B=build/fuzz CC=clang SAN='$(SAN_asan) -fsanitize=fuzzer-no-link' build/fuzz/fuzz_lex
	$(Q)tests/fuzz/run build/fuzz/fuzz_lex $(FUZZ_TIME)
lint: # static checks, and what clang warns of
	$(Q)WARN='$(WARN)' tests/lint $(C_FILES)
fmt: # the layout of the C files
	$(Q)clang-format -i $(C_FILES)

# Where a shell looks: pkg-config knows, if what it says lies below PREFIX.
below = $(firstword $(filter $(PREFIX)/%,$(shell pkg-config --define-variable=prefix=$(PREFIX) \
	--variable=completionsdir $1 2>/dev/null)) $(PREFIX)/share/$2)
INSTALLED = $(B)/sosh:$(PREFIX)/bin/sosh man/sosh.1:$(PREFIX)/share/man/man1/sosh.1 \
	man/sosh.schema.json:$(PREFIX)/share/sosh/sosh.schema.json \
	completions/sosh.bash:$(call below,bash-completion,bash-completion/completions)/sosh \
	completions/sosh.fish:$(call below,fish,fish/vendor_completions.d)/sosh.fish \
	completions/_sosh:$(PREFIX)/share/zsh/$(ZSH_DIR)/_sosh README.md:$(DOCDIR)/README.md \
	$(foreach f,$(wildcard tests/labs/*.sosh tests/labs/*.md),$f:$(DOCDIR)/labs/$(notdir $f)) \
	$(foreach f,$(wildcard tests/labs/graders/*),$f:$(DOCDIR)/labs/graders/$(notdir $f))
ZSH_DIR = $(if $(filter /usr,$(PREFIX)),vendor-completions,site-functions)
install: all # below PREFIX, with DESTDIR before it
	$(Q)for f in $(INSTALLED); do install -Dm644 "$${f%%:*}" '$(DESTDIR)'"$${f#*:}" || exit 1; done
	$(Q)chmod 755 '$(DESTDIR)$(PREFIX)/bin/sosh'
uninstall: # all that install put there
	$(Q)for f in $(INSTALLED); do rm -f '$(DESTDIR)'"$${f#*:}" || exit 1; done
	$(Q)rm -rf '$(DESTDIR)$(DOCDIR)'
	$(Q)for d in $(EMPTIED); do (cd '$(DESTDIR)$(PREFIX)' && \
		rmdir -p --ignore-fail-on-non-empty "$$d" 2>/dev/null); done; true
# Folders below PREFIX that may be empty then; those of hier(7) are the system's.
EMPTIED = $(patsubst $(PREFIX)/%,%,$(filter-out $(if $(filter /usr /usr/local,$(PREFIX)),\
	$(addprefix $(PREFIX)/,bin/ share/man/man1/ share/doc/)),$(filter $(PREFIX)/%,$(sort \
	$(dir $(DOCDIR)) $(dir $(foreach f,$(INSTALLED),$(lastword $(subst :, ,$f))))))))
dist: # a source archive of the last commit
	$(Q)mkdir -p $(B)
	git archive --prefix=sosh-$(VERSION)/ -o $(B)/sosh-$(VERSION).tar.gz HEAD
clean: # removes what was built
	rm -rf build
help: # this list
	$(Q)sed -n 's/^\([a-z][a-z ]*\):[^=#]*# \(.*\)/\1: \2/p' Makefile

# What stands behind `deps` or `clean` waits for it; builds inside stay parallel.
ifneq ($(filter deps clean,$(MAKECMDGOALS)),)
.NOTPARALLEL:
endif
.DELETE_ON_ERROR:
.PHONY: all testable deps demo check gen bench budget asan tsan scripts inject fuzz lint fmt install uninstall dist clean help
