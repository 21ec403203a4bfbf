# The verbs one types; each is one line over nox, compose and hotel-agent. `make` alone lists them.
# URL=https://desk.hotel.example make health    FILE=backups/hotel-….backup make restore

VENV ?= .venv
HOTEL = $(VENV)/bin/hotel-agent
NOX = $(VENV)/bin/nox
COMPOSE ?= docker compose
URL ?= http://127.0.0.1:8000
BACKUPS ?= backups

.DEFAULT_GOAL := help
.PHONY: help install fmt lint test docker-up docker-down health logs backup restore preflight canary-diff pre-deploy-check

help: ## list the verbs
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 20

install: ## the service, the tests and their tools, in a virtual environment
	python3 -m venv $(VENV)
	$(VENV)/bin/pip install --editable '.[testing]' nox ruff

fmt: ## write the code as the house writes it
	$(VENV)/bin/ruff check --fix
	$(VENV)/bin/ruff format

lint: ## style, walls, names, types
	$(NOX) --session lint types

test: ## every test
	$(NOX) --session tests

docker-up: ## doors, worker, PostgreSQL and Redis in containers
	$(COMPOSE) up --build --detach

docker-down: ## stop them; what they keep stays
	$(COMPOSE) down

health: ## ask the running service from outside
	$(HOTEL) self-check $(URL)

logs: ## follow what the containers say
	$(COMPOSE) logs --follow --tail 100

backup: ## everything into one sealed file
	$(HOTEL) backup --to $(BACKUPS)

restore: ## put FILE back
	$(HOTEL) restore $(FILE)

preflight: ## may this version go out?
	$(HOTEL) preflight

canary-diff: ## two running versions, as Prometheus saw them
	$(HOTEL) canary-diff

pre-deploy-check: ## security, service levels, resilience
	$(NOX) --session pre_deploy_check
