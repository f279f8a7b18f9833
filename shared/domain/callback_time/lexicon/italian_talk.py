"""What Italian speakers say around a time that does not change it."""

from shared.domain.callback_time.lexicon.entry import Signs, Talk

_ARE = "(o|i|a|iamo|ate|ano|ino|iate|are|ando|erò|erai|erà|eremo|erete|eranno|erei|eresti|erebbe|\
eremmo|ereste|erebbero|asse|assero|assi|aste|ava|armi|arci|arla|arlo|arvi|arti|ami|aci|atemi|\
ateci)"
_ERE = "(o|i|e|iamo|ete|ono|a|ano|ere|ire|endo|erò|erà|erete|erei|eresti|erebbe|ereste|erebbero|\
esse|essero|este|imi|etemi|ermi|erci|erla|iate|irmi|irci|irei|irebbe|issi|isse|ite)"

WORDS = f"""
gliene ne sarei saremmo grata grato grati grate riconoscente riconoscenti obbligato obbligata
gentilissimo gentilissima tantissimo infinitamente disturbo disturbare permette permetta dispiace
dispiacesse comodità guardi senta ecco allora insomma praticamente magari caso mai semmai
geometra architetto
consulente commercialista avvocato
direttore direttrice
veterinario
responsabile titolare tecnico operatore
operatrice triste stanco stanca malato malata nervoso nervosa preoccupato preoccupata
urgente importante difficile facile cattivo cattiva peggio strano strana stupido simpatico
simpatica gentile sincero sincera sicuro sicura chiaro chiara forte debole veloce lento lenta
corto corta giovane vecchio vecchia nuovo nuova rotto rotta disperato disperata confuso confusa
contento contenta felice dispiaciuto dispiaciuta peccato purtroppo abbastanza troppo davvero
soprattutto anche ancora pure
occupa occupano gestisce
io tu lui lei noi voi loro mi ti si ci vi lo la li le gli ne me te mio mia miei mie tuo tua tuoi
tue suo sua suoi sue nostro nostra nostri nostre vostro vostra vostri vostre il i un una uno di del
della dello dei delle degli a ad al allo alla ai agli in nel nella con col per su sul sulla sui
presso verso circa riguardo questo quello quella quelli ciò chi che cui quale quali qualcuno
qualcuna qualcosa qualunque qualsiasi tutto tutta tutti e ed o ma però pure anche oppure perché
poiché siccome dato come dove quanto quindi dunque allora poi chiam{_ARE} richiam{_ARE}
telefon{_ARE} ritelefon{_ARE} contatt{_ARE} ricontatt{_ARE} prov{_ARE} riprov{_ARE} tent{_ARE}
parl{_ARE} riparl{_ARE} sent{_ERE} risent{_ERE} rispond{_ERE} chied{_ERE}
prefer(isco|isce|iamo|irei|irebbe|iremmo|ire|ite|ibile|ibilmente|iscono) aspett{_ARE}
conferm{_ARE} prenot{_ARE} fiss{_ARE} segn{_ARE} annot{_ARE} pass{_ARE} lasci(are|o|a|ate|i|amo)
pens{_ARE} sper{_ARE} desider{_ARE} disturb{_ARE} import{_ARE} mett{_ERE} serv{_ERE}
funzion{_ARE} organizz{_ARE} sistem{_ARE} concord{_ARE} ringrazi(o|amo|are|andola|andovi)
guard(i|a|ate) ascolt(i|a|ate) senta sentite veda vedi vede vediamo vedere dica dimmi dico dice
dire dicevo diciamo direi diremmo facci(a|amo|ano|ate) far fare farmi farci farebbe fareste farei
farebbero facesse facciamo dà dare dai dia date diamo dammi darmi darci darebbe posso puoi può
possiamo potete possono potrò potrà potrete potranno potrei potresti potrebbe potremmo potreste
potrebbero potere possa possiate potesse poteste potessero potuto voglio vuoi vuole vogliamo volete
vogliono vorrei vorresti vorrebbe vorremmo vorreste volessi volesse voleste volevo volevamo volendo
devo deve dovete dovrei dovrebbe dovreste dovremmo sono è siamo siete essere sarò sarà saremo
sarete sarei saresti sarebbe saremmo sareste sarebbero sia siate siano fosse fossero era ero c'è ho
hai ha abbiamo avete hanno avere avrò avrà avrei avrebbe avreste avrebbero avremmo avesse aveste
abbia abbiate so sai sa sapere sappia saprei credo crede credi suppongo immagino ritengo trovo sto
sta stare stai starei starò stia piace piacerebbe conviene converrebbe andrebbe andrà
riesc(o|e|i|ono|a|ano) riuscite riuscirebbe riuscireste riuscirei riusciamo riuscire riesca
riuscisse preg(o|a|hiamo) favore piacere cortesia gentilezza gentile gentili gentilmente
cortesemente gentilissimo gentilissima grazie mille tante infinite salve ciao buongiorno buonasera
buonanotte buondì arrivederci arrivederla saluti pronto sì ok okay certo certamente sicuro
sicuramente ovvio ovviamente naturalmente chiaro esatto esattamente giusto perfetto perfettamente
benissimo bene ottimo ottima bello bella bravo brava fantastico splendido magnifico eccellente
stupendo meraviglioso ideale idealmente comodo comoda comodamente tranquillo tranquilla
tranquillamente volentieri d'accordo accordo intesi capito eh ehm beh boh mah mh uhm ah oh
uh ecco insomma magari forse probabilmente eventualmente possibilmente possibile possibili
semplicemente solamente solo soltanto proprio davvero veramente onestamente sinceramente
francamente generalmente normalmente solitamente praticamente abbastanza piuttosto molto molta
tanto così ancora nuovamente nuovo libero libera liberi libere disponibile disponibili
disponibilità raggiungibile reperibile rintracciabile comodità occasione opportunità modo maniera
cosa cose caso attimo attimino momento momentino chiamata chiamate telefonata telefonate
telefonatina telefono cellulare cell fisso numero squillo colpo messaggio segreteria mail whatsapp
richiamata casa ufficio negozio studio magazzino bottega laboratorio officina sede azienda ditta
società macchina marito moglie compagno compagna fidanzato fidanzata mamma papà madre padre
fratello sorella nonno nonna zio zia cugino cugina cognato cognata suocera suocero amico amica
amici collega colleghi capo titolare direttore direttrice responsabile segretaria segretario
assistente commercialista avvocato tecnico tecnici operatore operatrice consulente addetto reparto
assistenza centralino reception servizio persona gente ragazzo ragazza ragazzi signore signora
signorina signori dottore dottoressa ingegnere geometra architetto famiglia figlio figlia pratica
preventivo contratto ordine fattura assicurazione consegna domanda domande informazione
informazioni questione problema problemi proposta offerta faccenda punto preciso precisa precise
esatte qui qua lì là
grata grato grate grati grande po po' d'
insegnante agenda unico unica buco spazio scrivania rimandassimo rimandiamo rimandare proporre
proporle pensione messo tipo esatte esatti più altro soprattutto fisioterapia voi vero faccio
fisso stacco
prima passate passata avrò
persona nuovo nuova dovrà dovrebbe turno imbarcarmi pensare cambiato ferie viaggio sto guardi
ancora rotto
infilarla infilarti incastrarla figlia scarico tenuta tenuto
ormai strapiena funerale autostrada fatturazione treno serve leggerlo
autostrada aereo treno macchina
entrambi matrimonio padrone commercialista ritardo trova
comunque
invece rumore lavori strada veterinario cane contabilità spiegare ospedale fuori prendo vicino
cucina allagata rimborso
"""

THINGS = """
lavoro scuola università lezione lezioni corso turno pausa riunione palestra messa spesa
allenamento asilo sport
"""

PHRASES = """
(e |)(poi|dopo) (sono|ho|devo|esco|vado|parto)
se (non |)(è|fosse|sarebbe|le è|vi è|ti è|le fosse|crea|le crea|dà|le dà|reca) (un |di |troppo |\
troppo di |un grosso |una |la |)(disturbo|problema|incomodo|fastidio|possibile|fattibile|comodo|\
comoda|scomodo|cortese|gentile|così gentile|tanto gentile|chiedere troppo|il caso|d'accordo|\
seccatura|tanto disturbo|problemi)
se (non |)(le|vi|ti|gli|la|lo|) (dispiace|dispiacesse|disturba|disturbo|disturbasse|spiace|va|va \
bene|andasse|andasse bene|andrebbe|pare|sembra|importa|scoccia|crea problemi|crea disturbo|reca \
disturbo|fa comodo|piace|pesa|secca|fa piacere|torna|torna comodo|viene comodo)
se (può|puoi|potete|possono|potesse|potreste|poteste|potrebbe|potessi|potessero|si può|si potesse|\
possibile|riesce|riesci|riuscite|riescono|riuscisse|vuole|vuoi|volete|vogliono|preferisce|\
preferite|preferisci|ha tempo|avete tempo|hai tempo|ha un attimo|ha un momento|avete un attimo|\
avete un momento|c'è modo|ci fosse modo|ci riesce|ci riuscite|crede|credete|permette|mi permette|\
per lei va bene|per voi va bene|per lei|va bene così|tutto va bene|dio vuole|necessario|occorre|\
fosse possibile|mai)( per lei| per voi| per te|)
se (lei|voi|qualcuno|lui|il tecnico|il signore) (è|fosse|siete) (libero|libera|liberi|disponibile|\
disponibili)
se (siete|fosse) (liberi|disponibili|libero|disponibile)
(quando|a che ora|appena|nel momento in cui) (vuole|volete|vuoi|può|potete|puoi|preferisce|\
preferite|le è comodo|vi è comodo|ti è comodo|le va|vi va|ti va|le fa comodo|vi fa comodo|è \
comodo|ha tempo|avete tempo|hai tempo|ha un attimo|avete un attimo|ha un momento|avete un momento|\
le pare|crede|è libero|è libera|siete liberi|è disponibile|le torna comodo|riesce|riuscite|vi \
viene comodo|le viene comodo|fa comodo a lei|fa comodo a voi)( meglio| di più|)
(non |nessuna |senza |)(c'è |ho |abbiamo |)(nessuna |alcuna |)(fretta|urgenza|premura)( alcuna| \
di sorta|)
(non è|non c'è|niente di|nulla di|non) (urgente|niente di urgente|un'urgenza|tutta questa fretta|\
così urgente|importa|fa niente|fa nulla|problema|nessun problema|alcun problema|così importante|\
disturba|si preoccupi|si preoccupa|vi preoccupate|preoccuparti|si disturbi|ho problemi|ho \
preferenze|ho fretta|abbiamo fretta|vorrei disturbare|voglio disturbare|mi cambia nulla|mi cambia \
niente|mi cambia|so|saprei|lo so|esiti|esitate|si dimentichi|dimenticate)
nessun (problema|disturbo|impegno)
(mi|le|vi|ci) (fa|farebbe|faccia|fareste|facesse|fate) (la|il|un|una|questa|questo) (cortesia|\
favore|piacere|gentilezza)( di|)
(mi|per me|a me) (è|sarebbe) (indifferente|uguale|lo stesso)
(per me|fa lo stesso|è lo stesso|è uguale|è indifferente|fa uguale)
(sarebbe|è|sia|sareste|siete|sarà) (possibile|così gentile|così gentili|tanto gentile|così \
cortese|tanto cortese|un problema|fattibile)( da| di| se|)
(buon|buona) (giorno|giornata|sera|serata|pomeriggio|lavoro|notte)
(grazie|mille|tante) (mille|tante|infinite|di tutto|in anticipo|anticipatamente|davvero|ancora|lo \
stesso)
(va|andrà|andrebbe|va più che|mi va|mi andrebbe) (bene|benissimo|alla grande|benone|benissimo \
così|a pennello)( per me| per noi| a me|)
(è|sono|sarebbe) (in|la mia|la|quando ho la|quando sono in|quando faccio) (pausa|la pausa|mia \
pausa)
(sono|sarò|siamo|saremo|mi trovo|mi trova|mi trovate) (a|in|al|nel) (casa|ufficio|lavoro|negozio|\
pausa|studio|telefono)
(in|a|da|al|nel|dal) (mio|casa|casa mia|ufficio|mio ufficio|lavoro|numero|mio numero|cellulare|\
mio cellulare|telefono)
(a|in|con|di|per|da) (comodo suo|comodità|vostra disposizione|ogni modo|ogni caso|tutta calma|\
calma|tutta tranquillità|tutta comodità|solito|norma|parte mia|parte vostra|parte sua|favore|\
cortesia|piacere|piacer suo|caso|esempio|ora|quanto mi riguarda|genere|fatto|realtà|generale|\
pratica|linea di massima)
(in qualsiasi|in qualunque|a qualsiasi|a qualunque|in un|qualsiasi|qualunque) (momento|ora|giorno|\
orario|momento qualsiasi)
(a una certa ora|prima o poi|un giorno o l'altro|uno di questi giorni|tutto il giorno|\
l'importante è che|lo so|non so|che ne so|che dire|che dice|che ne dice|che ne dite|che ne \
direbbe|come dire|come crede|come preferisce|come vuole|come volete|come d'accordo|come al solito|\
a dire il vero|per la verità|in fondo|tutto sommato|tra l'altro|fra l'altro|ci mancherebbe|ci \
mancherebbe altro|s'intende|si figuri|figuriamoci|mi raccomando|la ringrazio|vi ringrazio|la \
saluto|non mancherò|senz'altro|senza dubbio|senza problemi|senza problema|senza impegno|se no va \
bene|le dico|le dirò|vi dico|ti dico|mi scusi per il disturbo|scusi il disturbo|scusate il \
disturbo|scusi se disturbo|scusi se la disturbo|mi dispiace disturbare|può darsi|c'è modo di|c'è \
la possibilità|ci sarebbe modo di|ci sarebbe la possibilità|non è che|non potrebbe|non può|non \
potreste|non riesce|non riuscirebbe|non le dispiace|non vi dispiace|le dispiace|le dispiacerebbe|\
vi dispiace|vi dispiacerebbe|le spiace|le spiacerebbe)( se| di| che| a|)
(mi muovo|esco|vado via|vado) (mica|da nessuna parte)
non mi (muovo|sposto)( di casa| da casa| da qui| dall'ufficio|)
(sono|siamo) (vostro|vostra|vostri|un vostro|una vostra) (cliente|clienti)( da anni| da tanto| da \
sempre| da molti anni|)
(cliente|clienti) da (anni|tanti anni|molti anni|sempre|tanto)
lavoro (di mattina|tutti i giorni|nei weekend)
lavoro (la notte|da casa|di notte|di giorno|a turni)
(adesso|ora|in questo momento|al momento|in questo istante) non (posso|riesco|posso parlare|\
riesco a parlare|posso rispondere|è un buon momento)
(l|un|d|quest|quell|c|dell|nell|sull|m|t|v|ch|com)'
(uno|una|qualcuno) (di voi|dei vostri|dei suoi colleghi|del vostro team|dei colleghi)
se ne (occupa|occupano) (lui|lei|mio marito|mia moglie|)
(nel |)(mio |)giorno (libero|di riposo)
(ho|avrei|avrò) (un minuto|un minutino|un attimo|un momento|un attimino)
(com'è|come è|com'e) messo
(lo |la |)(rimandassimo|rimandiamo|spostiamo|spostassimo) a(l|lla|)
(deve|dovrebbe) essere
più che altro
che (poi|dopo|ho|poi ho|dopo ho|sono|ora ho)
(non |)(ho|abbiamo) niente (da fare|in programma|di particolare)
non ho (niente|nulla) (da fare|in programma|di particolare|)
appena (ha|avete|può|potete|riesce) (un minuto|un attimo|un momento|tempo|modo|)
su quello nuovo
a (quell'ora|quel punto)
fino (ad allora|a quel momento)
(nel corso|durante il corso|nell'arco) (della|del|di)
(se|qualora) (c'è|avete|ci fosse|ha) qualcuno (di |)(libero|disponibile)
(deve|dovrà|dovrebbe|dovrebbe) essere
per (tutti e |)(due|tre|noi due|entrambi)
(è |)quando (inizia|comincia|ho|faccio) (la mia|la|una) pausa
(sono|siamo) tutto (vostro|suo|tuo)
poi non più
essere (ri|)(chiamato|chiamata|contattato|contattata)
(lo|la) prendo
(se|quando) (può|possono|potesse|riesce)
(vicino|accanto) al telefono
c'è qualcuno che
(se|quando) (ha|avete|avesse|hai) (un|due|cinque) (minuto|minuti|attimo|momento)
(qualsiasi|qualunque|un) giorno
(in|nella|durante la|nel corso della|nell'arco della) giornata
(l'ora|l'orario) (non importa|è indifferente|mi è indifferente)
non importa (l'ora|a che ora|quando)
a qualsiasi ora
se (per lei |per voi |)(non è|le è|non le è|non fosse|non vi è|non le dispiace|\
non è di|non le è di) \
(un |troppo |di |)(disturbo|problema|incomodo|peso|fastidio)
(sono|sarò|siamo) in (ferie|vacanza)
(una|un|due|tre) or(a|e) in (meno|più)
"""

SIGNS = Signs(
    calls=r"""
    spiegare spieghi spiegarmi essere\s(ri)?c.*at[oa] proporre offrire rimandassimo rimandiamo
    spostiamo (ri)?(chiam|telefon|contatt)(ass|ere|ar|at(?![oi])|i|a(?!to))\w*
    (ri)?chiam(are|armi|arci|i|a|ate|ami|atemi|arla|asse|assero|ino|ata|erebbe|ereste)
    (ri)?telefon(are|armi|arci|i|a|ate|ami|atemi|ata)
    (ri)?contatt(are|armi|arci|i|ate|atemi|ami|ino) (ri)?prov(are|i|a|ate|ino)
    (ri)?sent(ire|irci|iamo|irmi|iamoci) squillo colpo fissare richiamata
    """,
    callers="ti vi",
    suits=r"""
    poteva potesse potrebbe potreste potessero può puo possiate riesce riuscisse riuscirebbe
    (mi|ti|le|vi|ci)?\s?(va|andrebbe|andra)\s.* va\s(bene|benissimo|benone) deve\sessere
    dovra\sessere dovrebbe\sessere bene benissimo meglio perfetto ideale liber[oaie]
    disponibil[ei] favore prefer\w+ comodo comoda cortesia ottimo parlare
    """,
    free=r"""
    pausa (sono|siamo)\stutto\s.* torno tornero rientro liber[oaie] disponibil[ei] raggiungibil[ei]
    reperibil[ei]
    """,
    places=r"telefono casa scrivania ufficio \w+\sin\snegozio",
    busy="""
    dentista oculista
    colloquio colloqui lezione lezioni funerale matrimonio esame esami volo visita ispezione
    operazione festa partita prove messa udienza processo turno ecografia radiografia corso
    conferenza cerimonia concerto cinema battesimo comunione notaio piscina danza
    fuori dormivo via autostrada treno aereo macchina fisioterapia riunione occupat[oa]
    lezione lavoro guidando impegnat[oa]
    """,
    states="""
    consegna corriere normalmente sempre solito
    doveva sentiti aspetto venuto venuta esco finisco stacco comincio inizio negozio
    appuntamento visita consulenza
    """,
    haves="ho abbiamo viene vengono c'e",
    reports="detto promesso",
    because=r"""
    (e\s)?(poi|dopo)\s(sono|ho|devo|esco|vado|parto) che\s(poi|dopo|ho|sono)\S*
    che\s(poi|dopo|ora)\sho perche siccome poiche visto
    """,
    so="quindi allora dunque percio",
    but="ma pero",
    conditions="""
    tranne salvo eccetto se finche qualora purche
    """,
    events="quando mentre durante",
    cases="appena nonappena",
    topics="per su sul sulla sulle sui riguardo con circa del della",
    titles="""
    chiamo nome figlia figlio moglie marito madre padre fratello sorella capo amico amica
    socio signor signore signora signorina dottor dottore dottoressa ingegner ingegnere
    avvocato collega
    """,
    visits="venire vengo portare porto ritirare",
    lasting="aspetto aspettando aspettiamo provo provando attesa",
    past=r"""
    era erano aveva avevano doveva dovevano c'era veniva arrivava
    (è|ha|hanno|sono|ho|si\sè|abbiamo)\s\w{2,}(at|it|ut)[oaie]
    """,
    negations="non mai",
    refused=r"""
    (superflu|inutil)\w+
    non (\w+ ){0,3}?bisogno della
    lasci\w* (perdere|stare) (la|quella) (chiamata|telefonata)
    nessuno (\w+ ){0,3}?{call}
    fare a meno di
    non (serve|occorre|vale la pena|ha senso) (piu )?(di |che )?(\w+ ){0,3}?{call}
    non (c |ce n )?(e|è) (piu )?(bisogno|motivo|necessario|il caso) (di |che )?(\w+ ){0,3}?{call}
    (annull\w*|cancell\w*|disdic\w*|disdett\w*) (la |quella |mia |l )*(chiamata|telefonata|
    richiamata|appuntamento)
    inutile (che )?(\w+ ){0,2}?{call}
    smett\w+ di {call}
    non (deve|dovete|devi|devono|voglio|vogliamo) (piu )?(essere |che )?(\w+ ){0,2}?({call}|
    chiamato|chiamata)
    """,
    agreed=r"""
    (dovevate|dovevano|doveva|dovevi|avreste dovuto|avrebbe dovuto|
    avrebbero dovuto) (\w+ ){0,2}?{call}
    """,
    notices=r"""
    (sito|internet|pagina|google|porta|cartello|segreteria) ([^\s]+ ){0,2}?(scritto|dice|diceva|
    indicat\w)
    (scritto|indicat\w) (su|sul|sulla|in)
    secondo (internet|google|il sito|la pagina)
    """,
    talks=r"chiamata telefonata conversazione chiacchierata dura durera bastano vogliono",
    before_length=r"""
    (parlare|parlo|ho|abbiamo)( solo)?
    (chiamata|telefonata|conversazione|chiacchierata|colloquio|riunione|appuntamento) di( circa)?
    (dura|durera|duro|vogliono|vuole|messo|bastano|basta)( solo| circa| al massimo| piu di)*
    (aspetto|aspettiamo|attesa|attendo) (da|gia)( da| ormai| circa)*
    """,
    after_length=r"""
    di (chiamata|telefonata|conversazione|chiacchier\w*|pausa|attesa)
    """,
    waits=r"tra fra entro dopo in mi\sdia dammi datemi aspett\w+ ogni",
)

TALK = Talk(WORDS, PHRASES, THINGS, SIGNS)
