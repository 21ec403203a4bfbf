"""`python -m hotel_agent` is `hotel-agent`."""

from hotel_agent.entrypoints.cli import main

if __name__ == "__main__":
    main()
