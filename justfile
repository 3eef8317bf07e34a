# Recipes for https://just.systems; each is one command that you can also type.

# lists the recipes
default:
    @just --list

# what a change must pass
ci:
    .ci/run

# serves the sample corpus on http://127.0.0.1:8080
serve:
    cargo run --release -- serve --corpus corpus

# all tests
test:
    cargo test

# the walls between the floors
floors:
    cargo test --test it floors

# the engine against the brute-force reference
agreement:
    cargo test --test it agreement

# throws any text at the parser (`query`) or the engine (`search`) for some seconds (nightly; cargo install cargo-fuzz)
fuzz target seconds="1200":
    fuzz/seed {{target}}
    cargo +nightly fuzz run -s none {{target}} -- -dict=fuzz/query.dict -max_len=2048 -max_total_time={{seconds}}

# lints, as the checks run them
lint:
    cargo clippy --all-targets -- -D warnings

# formats the code
fmt:
    cargo fmt

# looks at changed snapshots and accepts or refuses them (cargo install cargo-insta)
snapshots:
    cargo insta review

# licences, sources and advisories of what the project is built from (cargo install cargo-deny)
deny:
    cargo deny check

# the documentation of the crate
doc:
    cargo doc --no-deps --open
