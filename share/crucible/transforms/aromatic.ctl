... Substitution on aromatic rings. Where an electrophile goes is said by what the ring bears: beside or opposite to
... what gives electrons, in meta position to what takes them.

TRANSFORM 901
NAME NITRATION
CLASS AROMATIC SUBSTITUTION
RETRON [c:1]-[N+](=O)-[O-]
FROM [c:1]
RATING 72
KILL UNLESS ATOM*1 MATCHES [$(c:c-[$([OX2]),$([NX3+0]),$([SX2]),$([CX4;!$(C(F)(F)F)]),F,Cl,Br,I]),$(c:c:c:c-[$([OX2]),$([NX3+0]),$([SX2]),$([CX4;!$(C(F)(F)F)]),F,Cl,Br,I])] OR ATOM*1 MATCHES [$(c:c:c-[$([N+](=O)[O-]),$(C=O),$(C#N),$(S(=O)=O),$(C(F)(F)F)])] OR ATOM*1 MATCHES [$(c1[cH][cH][cH][cH][cH]1)] OR ATOM*1 MATCHES [$(c:[s,o]),$(c:[nX3]),$(c1c[nX3]c2ccccc12)]
REFUSE COc1cccc([N+](=O)[O-])c1
... pyridines and their like are too poor
KILL IF ATOM*1 MATCHES [$(c1ncccc1),$(c1cnccc1),$(c1ccncc1),$(c1ncncc1),$(c1cncnc1)]
ADD 5 IF ATOM*1 MATCHES [$(c:c-[$([OX2]),$([NX3+0])]),$(c:c:c:c-[$([OX2]),$([NX3+0])])]
SUBTRACT 10 IF ATOM*1 MATCHES [$(c:c-[CX4,OX2,NX3])] (ortho beside para)
REAGENT NITRATING ACID
PROTECT ANILINE
CONDITIONS HNO3, H2SO4, 0-50 C; phenols: dilute HNO3; acetanilides: HNO3 in Ac2O
REFERENCE J. Clayden, N. Greeves, S. Warren, Organic Chemistry, 2nd ed., Oxford 2012
EXAMPLE Cc1ccc([N+](=O)[O-])cc1 >> Cc1ccccc1
EXAMPLE O=C(O)c1cccc([N+](=O)[O-])c1 >> O=C(O)c1ccccc1

TRANSFORM 902
NAME BROMINATION OF ARENE
CLASS AROMATIC SUBSTITUTION
RETRON [c:1]-[Br]
FROM [c:1]
RATING 74
KILL UNLESS ATOM*1 MATCHES [$(c:c-[$([OX2]),$([NX3+0]),$([SX2]),$([CX4;!$(C(F)(F)F)]),F,Cl,Br,I]),$(c:c:c:c-[$([OX2]),$([NX3+0]),$([SX2]),$([CX4;!$(C(F)(F)F)]),F,Cl,Br,I])] OR ATOM*1 MATCHES [$(c:c:c-[$([N+](=O)[O-]),$(C=O),$(C#N),$(S(=O)=O),$(C(F)(F)F)])] OR ATOM*1 MATCHES [$(c1[cH][cH][cH][cH][cH]1)] OR ATOM*1 MATCHES [$(c:[s,o]),$(c:[nX3]),$(c1c[nX3]c2ccccc12)]
REFUSE COc1cccc(Br)c1
... pyridines and their like are too poor
KILL IF ATOM*1 MATCHES [$(c1ncccc1),$(c1cnccc1),$(c1ccncc1),$(c1ncncc1),$(c1cncnc1)]
ADD 8 IF ATOM*1 MATCHES [$(c:c-[$([OX2]),$([NX3+0])]),$(c:c:c:c-[$([OX2]),$([NX3+0])])]
SUBTRACT 10 IF ATOM*1 MATCHES [$(c:c-[CX4,OX2,NX3])]
REAGENT ELECTROPHILIC HALOGEN
CONDITIONS Br2, FeBr3 or AcOH; rich rings: NBS, MeCN, 0-25 C
REFERENCE J. Clayden, N. Greeves, S. Warren, Organic Chemistry, 2nd ed., Oxford 2012
EXAMPLE COc1ccc(Br)cc1 >> COc1ccccc1

TRANSFORM 903
NAME CHLORINATION OF ARENE
CLASS AROMATIC SUBSTITUTION
RETRON [c:1]-[Cl]
FROM [c:1]
RATING 64
KILL UNLESS ATOM*1 MATCHES [$(c:c-[$([OX2]),$([NX3+0]),$([SX2]),$([CX4;!$(C(F)(F)F)]),F,Cl,Br,I]),$(c:c:c:c-[$([OX2]),$([NX3+0]),$([SX2]),$([CX4;!$(C(F)(F)F)]),F,Cl,Br,I])] OR ATOM*1 MATCHES [$(c:c:c-[$([N+](=O)[O-]),$(C=O),$(C#N),$(S(=O)=O),$(C(F)(F)F)])] OR ATOM*1 MATCHES [$(c1[cH][cH][cH][cH][cH]1)] OR ATOM*1 MATCHES [$(c:[s,o]),$(c:[nX3]),$(c1c[nX3]c2ccccc12)]
REFUSE COc1cccc(Cl)c1
... pyridines and their like are too poor
KILL IF ATOM*1 MATCHES [$(c1ncccc1),$(c1cnccc1),$(c1ccncc1),$(c1ncncc1),$(c1cncnc1)]
ADD 5 IF ATOM*1 MATCHES [$(c:c-[$([OX2]),$([NX3+0])]),$(c:c:c:c-[$([OX2]),$([NX3+0])])]
SUBTRACT 12 IF ATOM*1 MATCHES [$(c:c-[CX4,OX2,NX3])]
REAGENT ELECTROPHILIC HALOGEN
CONDITIONS Cl2 with FeCl3, SO2Cl2, or NCS, MeCN
REFERENCE J. Clayden, N. Greeves, S. Warren, Organic Chemistry, 2nd ed., Oxford 2012
EXAMPLE Cc1ccc(Cl)cc1 >> Cc1ccccc1

TRANSFORM 904
NAME IODINATION OF ARENE
CLASS AROMATIC SUBSTITUTION
RETRON [c:1]-[I]
FROM [c:1]
RATING 60
KILL UNLESS ATOM*1 MATCHES [$(c:c-[$([OX2]),$([NX3+0]),$([SX2]),$([CX4;!$(C(F)(F)F)]),F,Cl,Br,I]),$(c:c:c:c-[$([OX2]),$([NX3+0]),$([SX2]),$([CX4;!$(C(F)(F)F)]),F,Cl,Br,I])] OR ATOM*1 MATCHES [$(c:c:c-[$([N+](=O)[O-]),$(C=O),$(C#N),$(S(=O)=O),$(C(F)(F)F)])] OR ATOM*1 MATCHES [$(c1[cH][cH][cH][cH][cH]1)] OR ATOM*1 MATCHES [$(c:[s,o]),$(c:[nX3]),$(c1c[nX3]c2ccccc12)]
REFUSE COc1cccc(I)c1
... pyridines and their like are too poor
KILL IF ATOM*1 MATCHES [$(c1ncccc1),$(c1cnccc1),$(c1ccncc1),$(c1ncncc1),$(c1cncnc1)]
ADD 8 IF ATOM*1 MATCHES [$(c:c-[$([OX2]),$([NX3+0])]),$(c:c:c:c-[$([OX2]),$([NX3+0])])]
SUBTRACT 20 UNLESS ATOM*1 MATCHES [$(c:c-[$([OX2]),$([NX3+0])]),$(c:c:c:c-[$([OX2]),$([NX3+0])])] OR ATOM*1 MATCHES [$(c:[s,o]),$(c:[nX3]),$(c1c[nX3]c2ccccc12)]
REAGENT ELECTROPHILIC HALOGEN
CONDITIONS NIS, TFA or MeCN; or I2 with AgNO2, HIO3 or ICl
REFERENCE M. B. Smith, March's Advanced Organic Chemistry, 7th ed., Wiley 2013
EXAMPLE COc1ccc(I)cc1 >> COc1ccccc1

TRANSFORM 905
NAME CHLOROSULFONATION
CLASS AROMATIC SUBSTITUTION
RETRON [c:1]-[SX4](=[OX1])(=[OX1])-[Cl]
FROM [c:1]
RATING 74
KILL UNLESS ATOM*1 MATCHES [$(c:c-[$([OX2]),$([NX3+0]),$([SX2]),$([CX4;!$(C(F)(F)F)]),F,Cl,Br,I]),$(c:c:c:c-[$([OX2]),$([NX3+0]),$([SX2]),$([CX4;!$(C(F)(F)F)]),F,Cl,Br,I])] OR ATOM*1 MATCHES [$(c:c:c-[$([N+](=O)[O-]),$(C=O),$(C#N),$(S(=O)=O),$(C(F)(F)F)])] OR ATOM*1 MATCHES [$(c1[cH][cH][cH][cH][cH]1)] OR ATOM*1 MATCHES [$(c:[s,o]),$(c:[nX3]),$(c1c[nX3]c2ccccc12)]
REFUSE COc1cccc(S(=O)(=O)Cl)c1
... pyridines and their like are too poor
KILL IF ATOM*1 MATCHES [$(c1ncccc1),$(c1cnccc1),$(c1ccncc1),$(c1ncncc1),$(c1cncnc1)]
ADD 8 IF ATOM*1 MATCHES [$(c:c-[$([OX2]),$([NX3+0])]),$(c:c:c:c-[$([OX2]),$([NX3+0])])]
KILL IF WITHDRAWING GROUP ALPHA TO ATOM*1 AND NOT ATOM*1 MATCHES [$(c:c-[$([OX2]),$([NX3+0])]),$(c:c:c:c-[$([OX2]),$([NX3+0])])]
REAGENT STRONG ACID
PROTECT ANILINE, PRIMARY AMINE, ALCOHOL
CONDITIONS ClSO3H excess, 0-70 C, poured on ice; anilines as acetanilides
REFERENCE M. B. Smith, March's Advanced Organic Chemistry, 7th ed., Wiley 2013
EXAMPLE CC(=O)Nc1ccc(S(=O)(=O)Cl)cc1 >> CC(=O)Nc1ccccc1

TRANSFORM 906
NAME FRIEDEL-CRAFTS ACYLATION
CLASS AROMATIC SUBSTITUTION
RETRON [c:1]-;!@[CX3;$(C[#6]):2](=[OX1:3])-[#6:4]
FROM [c:1].[C:2](=[O:3])(-[#6:4])-Cl
RATING 76
KILL UNLESS ATOM*1 MATCHES [$(c:c-[$([OX2]),$([NX3+0]),$([SX2]),$([CX4;!$(C(F)(F)F)]),F,Cl,Br,I]),$(c:c:c:c-[$([OX2]),$([NX3+0]),$([SX2]),$([CX4;!$(C(F)(F)F)]),F,Cl,Br,I])] OR ATOM*1 MATCHES [$(c1[cH][cH][cH][cH][cH]1)] OR ATOM*1 MATCHES [$(c:[s,o]),$(c:[nX3]),$(c1c[nX3]c2ccccc12)]
REFUSE COc1cccc(C(C)=O)c1
... pyridines and their like are too poor
KILL IF ATOM*1 MATCHES [$(c1ncccc1),$(c1cnccc1),$(c1ccncc1),$(c1ncncc1),$(c1cncnc1)]
... a ring with an acceptor does not react
KILL IF ATOM*1 MATCHES [$(c1ccccc1-[$([N+](=O)[O-]),$(C=O),$(C#N),$(S(=O)=O),$(C(F)(F)F)]),$(c1cccc(c1)-[$([N+](=O)[O-]),$(C=O),$(C#N),$(S(=O)=O),$(C(F)(F)F)]),$(c1ccc(cc1)-[$([N+](=O)[O-]),$(C=O),$(C#N),$(S(=O)=O),$(C(F)(F)F)])] AND NOT ATOM*1 MATCHES [$(c:c-[$([OX2]),$([NX3+0])]),$(c:c:c:c-[$([OX2]),$([NX3+0])])]
SUBTRACT 15 IF ATOM*1 MATCHES [$(c:c-[CX4,OX2])]
REAGENT LEWIS ACID
PROTECT ANILINE, PRIMARY AMINE, ALCOHOL
CONDITIONS AlCl3 1.1 eq, CH2Cl2 or the arene, 0-40 C; ice and HCl
REFERENCE G. A. Olah, Friedel-Crafts Chemistry, Wiley 1973
EXAMPLE CC(=O)c1ccc(CC(C)C)cc1 >> CC(=O)Cl.CC(C)Cc1ccccc1

TRANSFORM 907
NAME FRIEDEL-CRAFTS ALKYLATION
CLASS AROMATIC SUBSTITUTION
RETRON [c:1]-;!@[CX4;!$(C[O,N,F,Cl,Br]):2]
FROM [c:1].[C:2]-Cl
RATING 46
KILL UNLESS ATOM*1 MATCHES [$(c:c-[$([OX2]),$([NX3+0]),$([SX2]),$([CX4;!$(C(F)(F)F)]),F,Cl,Br,I]),$(c:c:c:c-[$([OX2]),$([NX3+0]),$([SX2]),$([CX4;!$(C(F)(F)F)]),F,Cl,Br,I])] OR ATOM*1 MATCHES [$(c1[cH][cH][cH][cH][cH]1)] OR ATOM*1 MATCHES [$(c:[s,o]),$(c:[nX3]),$(c1c[nX3]c2ccccc12)]
REFUSE COc1cccc(C(C)(C)C)c1
... pyridines and their like are too poor
KILL IF ATOM*1 MATCHES [$(c1ncccc1),$(c1cnccc1),$(c1ccncc1),$(c1ncncc1),$(c1cncnc1)]
KILL IF ATOM*1 MATCHES [$(c1ccccc1-[$([N+](=O)[O-]),$(C=O),$(C#N),$(S(=O)=O),$(C(F)(F)F)]),$(c1cccc(c1)-[$([N+](=O)[O-]),$(C=O),$(C#N),$(S(=O)=O),$(C(F)(F)F)]),$(c1ccc(cc1)-[$([N+](=O)[O-]),$(C=O),$(C#N),$(S(=O)=O),$(C(F)(F)F)])]
KILL IF WITHDRAWING GROUP ON ATOM*2
REFUSE OC(=O)C(C)c1ccccc1
... primary chlorides rearrange
KILL IF ATOM*2 MATCHES [CH2;$(C[CX4;!$([CH3])])]
REFUSE CCCc1ccccc1
ADD 12 IF ATOM*2 IS QUATERNARY OR ATOM*2 MATCHES [$(C(c)c)]
SUBTRACT 10 IF ATOM*2 IS STEREOCENTER
REAGENT LEWIS ACID
PROTECT ANILINE, PRIMARY AMINE, ALCOHOL
CONDITIONS AlCl3 or FeCl3, the arene in excess, 0-25 C
REFERENCE G. A. Olah, Friedel-Crafts Chemistry, Wiley 1973
EXAMPLE CC(C)(C)c1ccccc1 >> CC(C)(C)Cl.c1ccccc1

TRANSFORM 908
NAME VILSMEIER-HAACK FORMYLATION
CLASS AROMATIC SUBSTITUTION
RETRON [c:1]-[CX3;H1]=[OX1]
FROM [c:1]
RATING 76
... only rich rings
KILL UNLESS ATOM*1 MATCHES [$(c:c-[$([OX2]),$([NX3+0])]),$(c:c:c:c-[$([OX2]),$([NX3+0])])] OR ATOM*1 MATCHES [$(c:[s,o]),$(c:[nX3]),$(c1c[nX3]c2ccccc12)]
REFUSE O=Cc1ccccc1
KILL IF ATOM*1 MATCHES [$(c1ncccc1),$(c1cnccc1),$(c1ccncc1)]
ADD 5 IF ATOM*1 MATCHES [$(c:c:c:c-[NX3+0]),$(c:[nX3]),$(c1c[nX3]c2ccccc12)]
REAGENT DEHYDRATING AGENT
PROTECT PRIMARY AMINE
CONDITIONS POCl3, DMF, 0-80 C; aqueous NaOAc
REFERENCE G. Jones, S. P. Stanforth, Org. React. 1997, 49, 1
EXAMPLE CN(C)c1ccc(C=O)cc1 >> CN(C)c1ccccc1

TRANSFORM 909
NAME SANDMEYER BROMIDE
CLASS AROMATIC SUBSTITUTION
RETRON [c:1]-[Br]
FROM [c:1]-N
RATING 66
REAGENT NITROUS ACID
SUBTRACT 10 IF PHENOL ANYWHERE (it couples with the diazonium salt)
KILL IF PRIMARY AMINE ANYWHERE
REFUSE NCc1ccc(Br)cc1
CONDITIONS NaNO2, acid, 0-5 C, then CuBr, HBr, 0-60 C; diazonium salts are kept cold and wet
REFERENCE H. H. Hodgson, Chem. Rev. 1947, 40, 251
EXAMPLE Cc1cccc(Br)c1 >> Cc1cccc(N)c1

TRANSFORM 910
NAME SANDMEYER CHLORIDE
CLASS AROMATIC SUBSTITUTION
RETRON [c:1]-[Cl]
FROM [c:1]-N
RATING 66
REAGENT NITROUS ACID
SUBTRACT 10 IF PHENOL ANYWHERE (it couples with the diazonium salt)
KILL IF PRIMARY AMINE ANYWHERE
REFUSE NCc1ccc(Cl)cc1
CONDITIONS NaNO2, acid, 0-5 C, then CuCl, HCl, 0-60 C; diazonium salts are kept cold and wet
REFERENCE H. H. Hodgson, Chem. Rev. 1947, 40, 251
EXAMPLE Cc1cccc(Cl)c1 >> Cc1cccc(N)c1

TRANSFORM 911
NAME SANDMEYER CYANIDE
CLASS AROMATIC SUBSTITUTION
RETRON [c:1]-[CX2]#[NX1]
FROM [c:1]-N
RATING 66
REAGENT NITROUS ACID
SUBTRACT 10 IF PHENOL ANYWHERE (it couples with the diazonium salt)
KILL IF PRIMARY AMINE ANYWHERE
REFUSE NCc1ccc(C#N)cc1
CONDITIONS NaNO2, acid, 0-5 C, then CuCN, KCN, 0-60 C; diazonium salts are kept cold and wet
REFERENCE H. H. Hodgson, Chem. Rev. 1947, 40, 251
EXAMPLE Cc1cccc(C#N)c1 >> Cc1cccc(N)c1

TRANSFORM 912
NAME PHENOL FROM DIAZONIUM SALT
CLASS AROMATIC SUBSTITUTION
RETRON [c:1]-[OX2;H1:2]
FROM [c:1]-N
RATING 56
REAGENT NITROUS ACID
KILL IF PRIMARY AMINE ANYWHERE
REFUSE NCc1ccc(O)cc1
SUBTRACT 15 IF PHENOL ANYWHERE
CONDITIONS NaNO2, H2SO4, 0-5 C, then dilute H2SO4, 100 C or Cu2O, Cu(NO3)2
REFERENCE M. B. Smith, March's Advanced Organic Chemistry, 7th ed., Wiley 2013
EXAMPLE Cc1cccc(O)c1 >> Cc1cccc(N)c1

TRANSFORM 913
NAME BALZ-SCHIEMANN REACTION
CLASS AROMATIC SUBSTITUTION
RETRON [c:1]-[F]
FROM [c:1]-N
RATING 58
REAGENT NITROUS ACID
KILL IF PRIMARY AMINE ANYWHERE
REFUSE NCc1ccc(F)cc1
SUBTRACT 15 IF PHENOL ANYWHERE OR CARBOXYLIC ACID ANYWHERE
CONDITIONS NaNO2, HBF4, 0 C; the dry tetrafluoroborate is heated in small portions
REFERENCE A. Roe, Org. React. 1949, 5, 193
EXAMPLE Cc1cccc(F)c1 >> Cc1cccc(N)c1

TRANSFORM 914
NAME FORMYLATION BY DIRECTED ORTHO-METALATION
CLASS AROMATIC SUBSTITUTION
RETRON [c:1]-[CX3;H1]=[OX1]
FROM [c:1]
RATING 62
KILL UNLESS ATOM*1 MATCHES [$(c:c-C(=O)N([#6])[#6]),$(c:c-[OX2]C(=O)N),$(c:c-[OX2][CH2][OX2]),$(c:c-[OX2][CH3]),$(c:c-[NX3;H1]C(=O)[OX2]),$(c:c-C1=NCCO1)]
REFUSE O=Cc1ccc(C)cc1
SUBTRACT 15 IF ATOM*1 MATCHES [$(c:c-[OX2][CH3])]
REAGENT ORGANOMETALLIC
CONDITIONS s-BuLi, TMEDA, THF, -78 C; then DMF; aqueous acid
REFERENCE V. Snieckus, Chem. Rev. 1990, 90, 879
EXAMPLE CCN(CC)C(=O)c1ccccc1C=O >> CCN(CC)C(=O)c1ccccc1

TRANSFORM 915
NAME KOLBE-SCHMITT REACTION
CLASS AROMATIC SUBSTITUTION
RETRON [OX2;H1:1]-[c:2]:[c:3]-[CX3](=[OX1])-[OX2;H1]
FROM [O:1]-[c:2]:[c:3]
RATING 66
KILL IF WITHDRAWING GROUP ALPHA TO ATOM*2 AND NITRO ANYWHERE
REFUSE OC(=O)c1cc([N+](=O)[O-])cc([N+](=O)[O-])c1O
INCOMPATIBLE ALDEHYDE, ESTER
CONDITIONS the dry sodium phenolate, CO2 5-7 bar, 125 C; then acid
REFERENCE A. S. Lindsey, H. Jeskey, Chem. Rev. 1957, 57, 583
EXAMPLE O=C(O)c1ccccc1O >> Oc1ccccc1
