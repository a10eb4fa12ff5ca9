"""What people build passwords from: the words, names and phrases that are tried first. Ours, by hand; small letters.

A list of whole passwords would have to be long to help: beside a number and a second word, each of these stands for
thousands of them (see people.rules.guessing).
"""

# Signing in, and what systems are called.
_SYSTEMS = """
pass passw passwd password passwort passord parola contrasena motdepasse kennwort geheim secret login logon letmein
access admin administrator root user username guest test testing tester default changeme change temp temporary welcome
willkommen bienvenue hello hallo hola bonjour computer internet system server service support windows microsoft google
facebook twitter instagram youtube linkedin yahoo hotmail gmail email website samsung nokia iphone android apple
macbook laptop network security secure private account master manager office company business database oracle linux
unix ubuntu cisco wordpress public unknown nothing something whatever anything forgot forget remember blank none null
qwerty qwertz azerty asdf zxcv lodestone clinic klinik hospital doctor nurse patient medical medicine health treatment
therapy brain magnet stimulation tms rtms outcome praxis reception frontdesk
"""
# Affection, belief and wishes.
_AFFECTION = """
love iloveyou ilove iloveu loveyou loveme lover lovely loving amor teamo tequiero mylove lovelove forever always
together baby babe babygirl babyboy honey sweet sweetie sweetheart sweety darling angel angels princess prince queen
king kiss kisses heart hearts happy happiness beautiful beauty pretty cutie sexy sexybitch hottie playboy playgirl
friend friends friendship bestfriend family mother father mommy mummy daddy mama papa mom dad sister brother grandma
grandpa wife husband marriage wedding jesus jesuschrist christ christian god godisgood godislove goodgod lord heaven
blessed blessing faith hope grace trust believe freedom liberty peace spirit church bible allah allahu muhammad
mohammed islam krishna ganesh sairam buddha inshallah bismillah money rich million millionaire success lucky luck
winner champion legend hero rockstar superstar dreams dream dreamer smile sunshine rainbow summer winter spring autumn
holiday christmas birthday
"""
# Games, teams, music, films and brands.
_PLAY = """
football soccer baseball basketball hockey cricket tennis volleyball softball golf rugby wrestling skateboard
liverpool arsenal chelsea manchester united manchesterunited barcelona realmadrid madrid juventus milan inter bayern
dortmund everton tottenham celtic rangers cowboys steelers yankees redsox lakers bulls eagles giants packers patriots
broncos raiders dolphins panthers tigers lions bears ronaldo messi beckham jordan michaeljordan kobe superman batman
spiderman ironman wonderwoman starwars startrek skywalker darthvader vader yoda matrix gandalf frodo hobbit
lordoftherings harrypotter potter hogwarts pokemon pikachu naruto sasuke dragonball goku minecraft fortnite roblox
counterstrike callofduty warcraft worldofwarcraft starcraft diablo zelda mario nintendo playstation xbox gamer gaming
player metallica slipknot nirvana linkinpark blink eminem tupac beatles elvis acdc metal rocknroll rock guitar music
musica dance dancer mercedes ferrari porsche lamborghini toyota honda yamaha suzuki ducati harley harleydavidson
mustang corvette camaro chevy chevrolet ford audi volkswagen nissan jaguar subaru cocacola pepsi coffee chocolate
cookie cookies cheese chicken pizza banana orange apples strawberry cherry peaches pumpkin pepper ginger butter sugar
candy snickers whiskey vodka tequila heineken budweiser marlboro disney mickey mickeymouse minnie donald tinkerbell
snoopy garfield tweety scooby scoobydoo simpsons sonyericsson justinbieber onedirection hannahmontana avrillavigne
systemofadown jamesbond mortalkombat residentevil warhammer greenlantern nightcrawler transformers stratocaster barbie
hellokitty teddybear pooh winnie spongebob
"""
# Animals, nature, colours, places.
_NATURE = """
dragon monkey tiger lion eagle wolf bear shark dolphin panther horse horses pony puppy kitty kitten kittycat cat cats
dog dogs doggie rabbit bunny butterfly spider snake scorpion phoenix falcon hawk turtle penguin elephant flower
flowers rose roses daisy lily jasmine violet sunflower star stars moon moonlight sun sunset sunrise sky ocean river
mountain island forest earth world universe galaxy planet mercury venus saturn jupiter pluto snow snowball snowman
storm thunder lightning fire firefighter water diamond diamonds crystal silver silverado golden gold platinum purple
pink blue green yellow red black white brown grey magic magical fantasy shadow ghost devil demon lucifer satan killer
hunter warrior ninja samurai soldier marine army navy airforce police pirate wizard monster vampire zombie darkness
midnight america american usa england london paris france germany deutschland berlin hamburg muenchen munich canada
mexico brasil brazil argentina colombia espana italia italy india pakistan indonesia philippines china russia moscow
turkey turkiye australia sydney california texas florida newyork chicago boston dallas houston philadelphia lasvegas
hawaii jamaica africa europe asia
"""
# Given names.
_NAMES = """
aaron abigail adam adrian ahmed aidan alan albert alejandra alejandro alex alexa alexander alexandra alexandre
alexandria alexis alfredo ali alice alicia alison allison amanda amber amy ana anastasia andre andrea andreas andrei
andres andrew angela angelica angelina angelo anita anna annabelle anne annette anthony antoine anton antonio april
arthur ashley audrey austin barbara beatrice ben benjamin bernard bernd beth bianca bill billy bob bobby brad bradley
brandon brandy brenda brian brianna brittany bruce bryan caitlin calvin cameron camila carla carlos carmen carol
carolina caroline carrie casey cassandra cassie catherine cecilia charles charlie charlotte chloe chris christina
christine christoph christopher cindy claire clara claudia colin connor courtney craig cristian cristina cynthia
daniel daniela danielle danny david dean deborah denise dennis derek diana diego dominic dominique donna dorothy
douglas dylan eduardo edward elaine elena elisabeth elizabeth ella emily emma eric erica erik erin esther ethan eugene
eva evan evelyn fabian fatima felix fernanda fernando frances francesca francis francisco frank franklin fred
frederick gabriel gabriela gabriella gabrielle gary george georgia gerald gina giovanni gloria gordon graham greg
gregory guillermo gustavo hannah harold harry heather hector heidi helen henry ian isaac isabel isabella isabelle ivan
jack jackie jackson jacob jacqueline jake james jamie jane janet jasmin jason javier jean jeff jeffrey jennifer jenny
jeremiah jeremy jerry jesse jessica jessie jill jim jimmy joan joanna joe joel johanna john johnny johnson jonas
jonathan jorge jose joseph josephine joshua juan juanita judith julia julian juliana julie juliette julius june justin
kaitlyn karen karina karl kate katherine kathleen kathryn katie katrina kayla keith kelly kelsey kenneth kevin kim
kimberly klaus kristen kristin kristina kyle lara larry laura lauren laurence lawrence leah leo leon leonard leonardo
leslie lewis liam lillian linda lindsay lindsey lisa logan lorena lorenzo louis louise lucas lucia luis luisa lukas
luke lydia mackenzie madeline madison manuel marc marcel marco marcos marcus margaret maria mariana marie marina
marion mark marlene martha martin martina marvin mary mateo matt matthew matthias maureen maurice max maxime
maximilian maximus maxwell megan melanie melissa meredith mia michael michaela michel michele michelle miguel mike
mohamed monica monika morgan mustafa nadine nancy naomi natalia natalie natasha nathalie nathan nathaniel nicholas
nick nicola nicolas nicole nikita nikolas nina noah nora norman oliver olivia omar oscar pablo pamela patricia patrick
paul paula pauline pedro peter philip philipp phillip phoebe pierre priscilla rachel rafael ralph ramon randy raymond
rebecca reginald renata renee ricardo richard rick ricky rita robert roberta roberto robin rodrigo roger roland roman
ronald rosa rosemary ross roxanne roy ruben russell ruth ryan sabine sabrina sally salvador salvatore sam samantha
samuel sandra santiago sara sarah scott sean sebastian sergey sergio shannon sharon shawn sheila shelby sherry shirley
sierra silvia simon simone sofia sophia sophie spencer stacey stanley stefan stefanie stella stephan stephanie stephen
steve steven stewart stuart susan susanne sylvia tamara tanya tara tatiana taylor teresa terry theodore theresa thomas
tiffany tim timothy tina todd tom tommy tony travis trevor trinity tristan tyler ursula valentin valentina valentine
valeria valerie vanessa vera veronica vicky victor victoria vincent virginia vivian vladimir walter wayne wendy
wilhelm william williams xavier yasmin yolanda yvonne zachary zoe
"""
# Small words that hold phrases together, months, days and numbers.
_SMALL_WORDS = """
the and you your yours my mine me her his our this that these those what when where who why how not for with from into
have has had was were are is am be been can could will would should get got give take make made know see want need
like one two three four five six seven eight nine ten hundred thousand january february march may july august
september october november december januar februar maerz mai juni juli oktober dezember monday tuesday wednesday
thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonntag today tomorrow yesterday
morning evening night day days year years time life live long big little good great best better bad crazy cool hot
cold funny stupid fuck fucker fuckyou fuckme fucking fuckoff shit bitch asshole bastard dick cock pussy boobs sex suck
sucks bigdick boy boys girl girls man men woman women lady people person new old young home house car truck school
student teacher college university science number letter word book story game fun party club team leavemealone
ingodwetrust peanutbutter ticketmaster supernatural cosmopolitan ichliebedich sonnenschein weihnachten power strong
energy super hyper ultra mega alpha omega beta delta gamma sigma zero infinity blood death dead never ever open close
door window start stop go run fast speed turbo racing motor engine machine robot rocket space trouble mission
impossible incredible unbelievable congratulations understand responsibility international professional imagination
relationship independent communication
"""

COMMON_WORDS = frozenset(" ".join((_SYSTEMS, _AFFECTION, _PLAY, _NATURE, _NAMES, _SMALL_WORDS)).split())
