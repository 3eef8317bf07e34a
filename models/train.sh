#!/bin/bash
# Trains every model again: models/train.sh NER-DATA [LANG…]
# NER-DATA holds the open sets named in models/NOTICE as LANG.NAME.bio.gz; own articles are read
# from models/training/own/LANG. The same inputs give the same bytes. Takes two minutes on one core.
set -euo pipefail
cd "$(dirname "$0")/.."
data=${1:?usage: models/train.sh NER-DATA [LANG…]}
shift
trainer=${TRAINER:-}
if [ -z "$trainer" ]; then
    cargo build --release --example train-ner
    trainer=target/release/examples/train-ner
fi
english="en.wikigold.all en.uner_ewt.dev"

# train LANG DROPOUT SLOTS SOURCE…; own articles count twice.
train() {
    local lang=$1 dropout=$2 slots=$3 sources=()
    shift 3
    for source in "$@"; do
        case $source in
        own/*) [ -d "models/training/$source" ] && sources+=("models/training/$source=own articles ($source), MIT OR Apache-2.0" "models/training/$source=the same once more") ;;
        *) sources+=("$data/$source.bio.gz=$source") ;;
        esac
    done
    [ ${#sources[@]} -gt 0 ] || return 0
    "$trainer" train "$lang" "models/dateline-ner-$lang.bin" --dropout "$dropout" --slots "$slots" \
        --licence "CC BY-SA 4.0, see models/NOTICE" "${sources[@]}"
}

for lang in ${@:-ar da de el en es fa fi fr hi hr hu id it ja ko nl no pt ro ru sk sv tr uk zh}; do
    # shellcheck disable=SC2086
    case $lang in
    ar) train ar 500 17 own/ar own/fa ;;
    da) train da 500 17 da.uner.train no.norne_nob.dev no.norne_nno.dev sv.swener.train sv.uner.train ;;
    de) train de 650 18 de.germeval2014.dev de.europeana.train da.uner.train no.norne_nob.dev sv.swener.train own/de ;;
    el) train el 650 17 en.wikigold.all pt.uner.train hr.uner.train ;;
    en) train en 650 18 $english en.wnut17.train en.wnut17.dev en.btc.all own/en ;;
    es) train es 650 18 pt.uner.train $english fr.newseye.dev own/es ;;
    fa) train fa 500 17 own/fa own/ar ;;
    fi) train fi 500 17 fi.turku.train fi.newseye.train ;;
    fr) train fr 650 18 fr.europeana.train fr.newseye.dev pt.uner.train $english own/fr ;;
    hi) train hi 400 17 hi.hiner.train ;;
    hr) train hr 400 17 hr.uner.train sr.uner.train ;;
    hu) train hu 300 18 hu.nerkor_news.train ;;
    id) train id 400 17 id.idner_news.train en.wikigold.all ;;
    it) train it 650 18 pt.uner.train $english fr.newseye.dev own/es own/fr ;;
    ja) train ja 400 17 ja.stockmark.train ;;
    ko) train ko 400 17 ko.klue.train ;;
    nl) train nl 650 18 de.germeval2014.dev da.uner.train no.norne_nob.dev $english own/de ;;
    no) train no 500 17 no.norne_nob.dev no.norne_nno.dev da.uner.train sv.swener.train ;;
    pt) train pt 400 18 pt.uner.train ;;
    ro) train ro 400 17 ro.ronec.dev ;;
    ru) train ru 500 17 ru.factrueval.train own/ru ;;
    sk) train sk 500 17 sk.uner.train hr.uner.train sr.uner.train ;;
    sv) train sv 500 17 sv.swener.train sv.uner.train sv.newseye.train ;;
    tr) train tr 400 18 tr.wikiner_co.train en.wikigold.all ;;
    uk) train uk 650 17 ru.factrueval.train hr.uner.train own/ru ;;
    zh) train zh 400 17 zh.uner.train ;;
    *) echo "no sources for $lang" >&2; exit 2 ;;
    esac
done
