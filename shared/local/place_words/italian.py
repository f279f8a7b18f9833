"""Italian words around towns and companies."""

from shared.local.place_words.place_words import PlaceWords

ITALIAN = PlaceWords(
    home=(
        r"\b(?:abito|abitiamo|abita|vivo|viviamo|risiedo|residente|sto|stiamo|lavoro|lavoriamo"
        r"|ci troviamo|mi trovo|trasferit[oaie]|trasferir(?:mi|ci)|sede)(?: \w+)? (?:a|ad|in)\b"
        r"|\b(?:vengo|veniamo"
        r"|chiamo|chiamavo|telefono|la chiamo|vi chiamo) da\b|\bqui (?:a|ad|da|in)\b|\b(?:sono"
        r"|siamo)"
        r" (?:di|qui a|qua a)\b|\bindirizzo (?:è|sarebbe)\b[^.?!]{0,40}\b(?:a|ad)\b|\bqua a\b"
    ),
    present=r"\b(?:sono|siamo|è|si trova|sta|sarebbe)(?: \w+)? (?:a|ad|in|vicino a)\b",
    property=(
        r"casa appartamento ufficio negozio ristorante magazzino capannone locale officina studio"
        r" villa villetta palazzo cantiere albergo hotel bar farmacia clinica scuola panificio"
        r" laboratorio sede terreno cascina agriturismo via viale piazza corso azienda ditta garage"
    ),
    within=r"a|ad|in|vicino a",
    origin=r"da|di",
    asks_town=(
        r"\b(?:che|quale|in che|di che|in quale) (?:città|zona|paese|comune|quartiere)\b|\bdove"
        r" (?:si"
        r" trova|abita|abitate|sta|state|siete|vive|è la casa|è l'appartamento)\b|\bda dove\b|\bdi"
        r" dove\b|\bdi dov'è\b|\bdov'è\b|^\W*(?:e )?dove\W*$"
    ),
    passing=(
        r"\b(?:domani|tutto il giorno|tutta la settimana|fino|questa settimana|vacanza|ferie"
        r"|viaggio"
        r"|riunione|congresso|fiera|aeroporto|ospedale|lunedì|martedì|mercoledì|giovedì|venerdì"
        r"|sabato|domenica|fratello|sorella|figlio|figlia|cugino|cugina|clienti|cliente|fornitore"
        r"|prima|treno)\b"
    ),
    begins=(
        "san sant' santa santo reggio monte castel castello sesto borgo villa porto la l' forte"
        " torre"
        " acqui cinisello ascoli vibo massa campo civita colle marina nova pieve ponte rocca sasso"
        " terranova vico gioia palma cassano casale san'"
    ),
    joins="di del della dei al sul in in sull' a",
    firm_types=(
        "panificio pasticceria forno trasporti autotrasporti costruzioni edilizia impresa officina"
        " carrozzeria autofficina gommista concessionaria viaggi ristorante trattoria osteria"
        " pizzeria bar caffè gelateria hotel albergo agriturismo azienda cantine cantina vini"
        " frantoio caseificio salumificio macelleria pescheria ortofrutta alimentari supermercato"
        " farmacia clinica laboratorio ottica gioielleria libreria cartoleria tipografia grafica"
        " stampa editrice studio avvocati notaio immobiliare agenzia assicurazioni banca consulenza"
        " informatica sistemi soluzioni servizi gruppo fratelli figli società ditta arredamenti"
        " mobili mobilificio falegnameria serramenti infissi vetreria fabbro idraulica"
        " termoidraulica"
        " impianti elettrica elettronica meccanica metalli acciai plastica imballaggi tessuti"
        " tessile confezioni abbigliamento calzature pelletteria parrucchiere estetica palestra"
        " lavanderia pulizie sicurezza traslochi spedizioni logistica distribuzione ingrosso fiori"
        " vivai vivaio giardini scuola asilo fondazione associazione cooperativa catering eventi"
        " energia srl spa snc sas veterinaria dentistico marmi ceramiche"
    ),
    firm_links=(
        r"(?:per conto (?:della|dello|del|di)|della ditta|della|delle|dello|dell'|dei|degli|del"
        r"|dalla|dallo|dall'|dal|di|da|per)"
    ),
    firm_frames=(
        r"\b(?:lavoro (?:per|in|da|alla|al)|della ditta|della società|dell'azienda|la mia"
        r" (?:azienda"
        r"|ditta) (?:è|si chiama)|(?:chiamo|chiamavo|telefono|la chiamo|vi chiamo) (?:dalla|dallo"
        r"|dall'|dal|da|per conto di|per conto della|per)|rappresento|la ditta|qui è|siamo|sono"
        r" (?:il titolare|la titolare) (?:di|del|della|dell')|ho|qui|parla)(?: la| il| lo| l'| le|"
        r" i)?"
    ),
    asks_firm=(
        r"\b(?:che|quale|per quale|di quale|nome della|come si chiama (?:la|la sua)|da che) (?:è"
        r" (?:la|la sua) )?(?:azienda|ditta|società)\b|\b(?:ditta|azienda|società)\s*\?"
    ),
    others=(
        "basta punto fuori il lo la i gli le un uno una l' mio mia miei mie tuo tua suo sua suoi"
        " nostro"
        " nostra vostro"
        " vostra questo questa quello quella io tu lui lei noi voi loro mi ti si ci vi ne che chi"
        " cui"
        " cosa come dove quando quanto perché e ed o ma però se quindi allora mentre poi anche non"
        " di a da in con su per tra fra del dello della dei degli delle al allo alla ai alle dal"
        " dalla nel nella sul sulla è sono sei siamo siete era ero ho hai ha abbiamo avete hanno"
        " aveva posso può vorrei volevo devo deve va vado faccio fa sì no beh mah eh ah oh ecco"
        " senta"
        " guardi bene va ok grazie prego buongiorno buonasera ciao salve pronto oggi domani ieri"
        " mattina mattino pomeriggio sera notte settimana mese anno lunedì martedì mercoledì"
        " giovedì"
        " venerdì sabato domenica gennaio febbraio marzo aprile maggio giugno luglio agosto"
        " settembre"
        " ottobre novembre dicembre due tre quattro cinque sei sette otto nove dieci venti trenta"
        " primo secondo terzo qui qua lì là adesso ora già ancora sempre mai subito presto tardi"
        " molto poco troppo tutto tutta tutti niente nulla qualcosa qualcuno nessuno altro altra"
        " stesso casa appartamento ufficio negozio centro città zona paese quartiere via viale"
        " piazza vicino lontano davanti dietro sopra sotto piano cucina bagno porta finestra"
        " giardino signora signor dottore famiglia posto lavoro ferie treno macchina riunione"
        " galleria ritardo attesa linea contanti generale realtà persona privato affitto vendita"
        " minuti ore chilometri circa quasi proprio solo soltanto letto mare montagna campagna"
        " cioè ovvero anzi insomma telefono numero mail fattura ordine nome conto causa causa giro"
        " fondo mezzo fare chiedere"
    ),
)
