# Every target does its own set-up; `make` alone lists them.

SWIFT ?= swift
# More words for `cogwatch demo` or the benchmark: make demo ARGS=--help, make bench ARGS=--quick
ARGS ?=

export SWIFT

.DEFAULT_GOAL := help
.PHONY: help demo build release test storm accuracy bench bench-explain bench-alerts bench-exposition soak walls lint format check-rules check-dashboards dashboards reference screenshots docs check-deploy deb dist setup clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## build, then run the agent against a simulated Azure; no account needed
	@scripts/demo $(ARGS)

build: ## a debug build
	@scripts/setup build
	$(SWIFT) build

release: ## an optimised build with the Swift libraries inside, completions and the man page
	@scripts/setup build
	$(SWIFT) build -c release --product cogwatch --static-swift-stdlib --disable-local-rpath
	@scripts/extras

deb: release ## a Debian package of the optimised build, in .build/dist
	@scripts/setup deploy
	@scripts/deb

dist: release ## what a release hands out: archive, Debian package, chart, SBOM, checksums
	@scripts/setup deploy
	@scripts/dist

test: ## everything that must hold: rules, dashboards, walls, unit and journey tests
	@scripts/test

storm: ## 200 agents killed in a storm of incidents, then 5,000 accounts that fail together
	@scripts/storm

accuracy: ## how often a diagnosis is right, over reported failures and simulated stories
	@scripts/accuracy

bench: ## what probing costs, beside blackbox_exporter and a C program; ARGS=--quick or --instructions
	@scripts/bench $(ARGS)

bench-explain: ## what it costs to explain a failure, in an optimised build
	@scripts/bench-explain

bench-alerts: ## 5,000 incidents on disk, and the time from a refusal to the webhook
	@scripts/bench-alerts

bench-exposition: ## what it costs to keep and expose the numbers of 10,000 accounts
	@scripts/bench-exposition

soak: ## an hour of 10,000 accounts with dead receivers; ARGS="--minutes 5" for a short look
	@scripts/soak $(ARGS)

walls: ## build with imports checked: each foreign library stays in its room
	@scripts/setup build
	@scripts/walls

lint: ## the style of Swift, shell, YAML and Dockerfile
	@scripts/lint

format: ## lay out the Swift sources
	$(SWIFT) format -i -r Benchmarks Sources Tests Package.swift

check-rules: ## alert rules, their tests and runbooks, Prometheus and Alertmanager examples
	@scripts/setup rules
	@scripts/check-rules

check-dashboards: ## dashboards are current and valid, and use only documented metrics
	@scripts/check-dashboards

screenshots: ## the pictures in docs/images, taken in a real browser
	@scripts/screenshots

check-deploy: ## Helm chart, Kustomize base, systemd unit, Debian package, reproducible release
	@scripts/setup deploy
	@scripts/check-deploy --dist

dashboards: ## write the dashboards and the PrometheusRule anew from their sources
	@scripts/dashboards
	@scripts/prometheus-rule

reference: ## write docs/reference anew from the code
	@scripts/setup build
	$(SWIFT) build --product cogwatch
	$(SWIFT) build --product Reference
	@scripts/reference

docs: ## documentation of the library targets as web pages, in .build/docs
	@scripts/setup build
	@scripts/docs

setup: ## only install what is missing
	@scripts/setup test

clean: ## remove everything that was built
	rm -rf .build
