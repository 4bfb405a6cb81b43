"""How Argentine shoppers call things, and how titles do."""

# Word or phrase of the shopper, folded → words added to the search; titles hold the latter.
SYNONYMS: dict[str, str] = {
    # electro y tecnología
    "lavarropa": "lavarropas", "lava": "lavarropas", "tele": "smart tv televisor",
    "televisor": "smart tv", "telefono": "celular smartphone", "celu": "celular smartphone",
    "cel": "celular smartphone", "compu": "notebook computadora", "computadora": "notebook",
    "portatil": "notebook", "lapto": "notebook", "laptop": "notebook", "parlantito": "parlante",
    "auris": "auriculares", "manos libres": "auriculares", "cargador portatil": "power bank",
    "pendrive": "memoria usb", "play": "consola playstation", "joystick": "control joystick",
    "aire": "aire acondicionado split", "aire acondicionado": "split",
    "turbo": "ventilador turbo", "estufa": "calefactor caloventor", "caloventor": "calefactor",
    "calefon": "calefon termotanque", "pava": "pava electrica", "heladerita": "heladera bajo mesada frigobar",
    "frizer": "freezer", "refrigerador": "heladera", "nevera": "heladera", "minipimer": "mixer licuadora de mano",
    "pisapapas": "mixer", "air fryer": "freidora de aire", "freidora sin aceite": "freidora de aire",
    "microndas": "microondas", "aspiradora robot": "robot aspirador", "planchita": "planchita de pelo",
    "secador": "secador de pelo", "afeitadora": "afeitadora cortapelo", "reloj inteligente": "smartwatch",
    "impresora": "impresora multifuncion", "wifi": "router wifi", "camarita": "camara",
    # herramientas y hogar
    "maquina de cortar pasto": "cortadora de cesped", "cortar el pasto": "cortadora de cesped bordeadora",
    "cortapasto": "cortadora de cesped", "motoguadana": "desmalezadora bordeadora",
    "taladro sin cable": "taladro inalambrico atornillador", "amoladora": "amoladora angular",
    "pistola para pintar": "equipo de pintar pulverizador", "hidro": "hidrolavadora",
    "moladora": "amoladora", "escalera": "escalera", "cama": "sommier colchon", "colchon": "colchon sommier",
    "sabanas": "juego de sabanas", "frazada": "acolchado manta", "acolchado": "acolchado cubrecama",
    "toallon": "toalla toallon", "repasador": "repasador", "sarten": "sarten", "cacerola": "olla cacerola",
    "bombilla": "bombilla mate", "termo": "termo", "tupper": "recipiente hermetico", "asador": "parrilla",
    "chulengo": "parrilla", "mesita de luz": "mesa de luz", "ropero": "placard", "velador": "lampara velador",
    # indumentaria y deportes
    "zapas": "zapatillas", "zapa": "zapatillas", "llantas": "zapatillas", "championes": "zapatillas",
    "tenis": "tenis zapatillas", "remera": "remera", "chomba": "chomba remera", "buzo": "buzo",
    "canguro": "buzo canguro con capucha", "campera": "campera", "rompeviento": "campera rompeviento",
    "pantalon": "pantalon jean", "jogger": "pantalon jogging", "jogging": "pantalon jogging",
    "calza": "calza", "bombacha": "bombacha ropa interior", "corpino": "corpino", "calzon": "boxer",
    "soquetes": "medias soquetes", "ojotas": "ojotas", "chancletas": "ojotas", "bici": "bicicleta",
    "bicicleta fija": "bicicleta fija", "pesas": "mancuernas discos", "caminadora": "cinta de correr",
    "cinta": "cinta de correr caminadora", "carpa": "carpa camping", "bolsa de dormir": "bolsa de dormir",
    "heladerita de camping": "conservadora", "conservadora": "conservadora heladera portatil",
    "pelota": "pelota", "botines": "botines futbol", "paleta": "paleta padel",
    # bebés y mascotas
    "cochecito": "cochecito coche bebe", "huevito": "huevito butaca bebe", "butaca": "butaca auto",
    "panales": "panales", "practicuna": "practicuna cuna", "mamadera": "mamadera", "chupete": "chupete",
    "comida para perro": "alimento perro", "balanceado": "alimento perro gato", "morfi del perro": "alimento perro",
    "piedritas": "arena sanitaria gato", "pipeta": "pipeta antipulgas", "cucha": "cucha",
    # almacén
    "birra": "cerveza", "birras": "cerveza", "chela": "cerveza", "vino": "vino", "tinto": "vino malbec",
    "escabio": "cerveza vino fernet", "fernet": "fernet", "coca": "coca cola gaseosa", "gaseosa": "gaseosa",
    "juguito": "jugo", "soda": "soda agua con gas", "agua con gas": "agua gasificada soda",
    "yerba": "yerba mate", "mate cocido": "mate cocido saquitos", "fideos": "fideos", "tallarines": "fideos tallarin",
    "pure de tomate": "pure tomate", "salsa": "salsa pure tomate", "aceite": "aceite", "manteca": "manteca",
    "galles": "galletitas", "galletas": "galletitas", "galletitas": "galletitas", "pepas": "galletitas pepas",
    "facturas": "facturas", "pan lactal": "pan lactal", "dulce de leche": "dulce de leche",
    "mermelada": "mermelada", "papas fritas": "papas fritas snack", "papitas": "papas fritas snack",
    "picada": "queso salame", "puchero": "osobuco carne verdura", "papel higienico": "papel higienico",
    "rollo de cocina": "rollo cocina", "lavandina": "lavandina", "cloro": "lavandina",
    "detergente": "detergente", "jabon en polvo": "jabon polvo ropa", "jabon para la ropa": "jabon liquido ropa",
    "suavizante": "suavizante", "desodorante de piso": "limpiador pisos", "lustramuebles": "lustramuebles",
    "espiral": "insecticida espiral", "off": "repelente", "shampoo": "shampoo", "champu": "shampoo",
    "crema de enjuague": "acondicionador", "dentifrico": "pasta dental crema dental",
    "pasta de dientes": "crema dental", "toallitas": "toallitas", "algodon": "algodon",
    # necesidades
    "para desayunar": "cafe te yerba galletitas tostadas mermelada leche",
    "desayuno": "cafe te yerba galletitas tostadas mermelada leche",
    "para la merienda": "galletitas bizcochos te cafe",
    "para el asado": "carbon parrilla carne chorizo sal parrillera",
    "para limpiar el bano": "lavandina limpiador bano", "para lavar los platos": "detergente",
    "para lavar la ropa": "jabon ropa suavizante lavarropas", "para calentar": "estufa caloventor",
    "para el frio": "estufa caloventor campera frazada", "para el calor": "ventilador aire acondicionado",
    "para correr": "running zapatillas", "para dormir": "colchon almohada sabanas",
    "para el mate": "yerba termo mate bombilla", "para la pileta": "pileta malla inflable",
    "para tomar sol": "protector solar reposera",
}  # fmt: skip

# Abbreviations of supermarket and shop titles → the plain words, added to what BM25 indexes.
ABBREVIATIONS: dict[str, str] = {
    "lav": "lavarropas", "lavand": "lavandina", "galle": "galletitas", "gall": "galletitas",
    "deterg": "detergente", "det": "detergente", "acond": "acondicionador", "desod": "desodorante",
    "jab": "jabon", "liq": "liquido", "pvo": "polvo", "polv": "polvo", "choc": "chocolate",
    "dce": "dulce", "merm": "mermelada", "gas": "gaseosa", "cerv": "cerveza", "vno": "vino",
    "qso": "queso", "jam": "jamon", "lech": "leche", "lch": "leche", "desc": "descremada",
    "ent": "entera", "ac": "aceite", "gir": "girasol", "oliv": "oliva", "arr": "arroz", "fid": "fideos",
    "tall": "tallarines", "yba": "yerba", "bot": "botella", "lta": "lata", "pte": "paquete",
    "paq": "paquete", "un": "unidades", "bco": "blanco", "bca": "blanca", "ngo": "negro",
    "aut": "automatico", "elec": "electrico", "electr": "electrico", "inal": "inalambrico",
    "perc": "percutor", "not": "notebook", "cel": "celular", "zap": "zapatillas", "rem": "remera",
    "h": "heladera", "hel": "heladera", "frez": "freezer", "c": "con", "s": "sin", "p": "para",
    "alim": "alimento", "perr": "perro", "pap": "papel", "hig": "higienico", "toall": "toallitas",
    "sh": "shampoo", "shamp": "shampoo", "crem": "crema", "dent": "dental", "cep": "cepillo",
    "afeit": "afeitar", "maq": "maquina", "limp": "limpiador", "suav": "suavizante",
    "insect": "insecticida", "amb": "ambientes", "hamb": "hamburguesa", "congel": "congelado",
    "cong": "congelado", "pto": "punto", "tom": "tomate", "pur": "pure", "durz": "durazno",
    "frut": "frutilla", "nar": "naranja", "manz": "manzana", "limo": "limon", "pom": "pomelo",
}  # fmt: skip


def expand(text: str) -> str:
    """Return the words to add to a folded query: what titles call what it says."""
    padded = f" {text} "
    added = [words for spoken, words in SYNONYMS.items() if f" {spoken} " in padded]
    present = set(text.split())
    return " ".join(dict.fromkeys(w for words in added for w in words.split() if w not in present))


def spell_out(title: str) -> str:
    """Return the plain words behind the abbreviations of a folded title."""
    words = title.replace(".", " ").replace("/", " ").split()
    return " ".join(ABBREVIATIONS[word] for word in words if word in ABBREVIATIONS)
