... Bonds between carbons made by transition metals. Organozinc and Grignard halves are written as the halides that they
... are made of.
TRANSFORM 101
NAME SUZUKI COUPLING OF ARENES
CLASS CROSS COUPLING
RETRON [c:1]-;!@[c:2]
FROM [c:1]-B(-O)-O.[c:2]-Br
RATING 80
... 2,6-difluorinated boronic acids lose boron before they couple
KILL IF ATOM*1 MATCHES [$(c(:c-F):c-F)]
REFUSE Fc1cccc(F)c1-c1c(F)cccc1F
SUBTRACT 25 IF ATOM*1 MATCHES [$(c:[n,o,s])] (boron beside the hetero atom comes off)
SUBTRACT 20 IF ATOM*2 MATCHES [$(c(:c-[#6,Cl,Br]):c-[#6,Cl,Br])]
ADD 5 IF WITHDRAWING GROUP ALPHA TO ATOM*2
REAGENT PALLADIUM
CONDITIONS Pd(PPh3)4 or Pd(dppf)Cl2 2-5 mol%, K2CO3 or K3PO4, dioxane-water, 80 C
REFERENCE N. Miyaura, A. Suzuki, Chem. Rev. 1995, 95, 2457
EXAMPLE Cc1ccc(-c2ccccc2)cc1 >> Cc1ccc(B(O)O)cc1.Brc1ccccc1

TRANSFORM 102
NAME SUZUKI COUPLING OF ALKENYLBORONIC ACID
CLASS CROSS COUPLING
RETRON [CX3:1](=[CX3:3])-;!@[c:2]
FROM [C:1](=[C:3])-B(-O)-O.[c:2]-Br
RATING 72
KILL IF DONATING GROUP ON ATOM*1
REFUSE COC(=C)c1ccccc1
SUBTRACT 15 IF ATOM*2 MATCHES [$(c(:c-[#6]):c-[#6])]
REAGENT PALLADIUM
CONDITIONS Pd(PPh3)4 3 mol%, Na2CO3, DME-water, 80 C; the geometry of the alkene is kept
REFERENCE N. Miyaura, A. Suzuki, Chem. Rev. 1995, 95, 2457
EXAMPLE CCCC/C=C/c1ccccc1 >> CCCC/C=C/B(O)O.Brc1ccccc1

TRANSFORM 103
NAME SUZUKI COUPLING OF ALKYLBORANE
CLASS CROSS COUPLING
RETRON [CX4;H2,H3,$([CH1]1[CH2][CH2]1);!$(C[O,N,S,F,Cl,Br,I]):1]-;!@[c:2]
FROM [C:1]-B(-O)-O.[c:2]-Br
RATING 50
KILL IF WITHDRAWING GROUP ON ATOM*1
REFUSE CC(=O)Cc1ccccc1
REAGENT PALLADIUM
CONDITIONS Pd(dppf)Cl2 5 mol%, Cs2CO3 or Ag2O, THF-water, 70 C
REFERENCE S. R. Chemler, D. Trauner, S. J. Danishefsky, Angew. Chem. Int. Ed. 2001, 40, 4544
EXAMPLE CCCCc1ccc(C#N)cc1 >> CCCCB(O)O.N#Cc1ccc(Br)cc1

TRANSFORM 104
NAME NEGISHI COUPLING
CLASS CROSS COUPLING
RETRON [CX4;H3,H2,H1;!$(C[O,N,S,F,Cl,Br,I]):1]-;!@[c:2]
FROM [C:1]-I.[c:2]-Br
RATING 60
... secondary alkyl groups rearrange by elimination and insertion
SUBTRACT 15 IF ATOM*1 IS TERTIARY
KILL IF ATOM*1 IS STEREOCENTER
REFUSE CC[C@H](C)c1ccccc1
KILL IF WITHDRAWING GROUP ON ATOM*1 OR WITHDRAWING GROUP ALPHA TO ATOM*1
REFUSE COC(=O)CCc1ccccc1
... alkylzinc reagents eliminate halide and alkoxide one carbon away; amides of amines stay
KILL IF ATOM*1 MATCHES [CX4;$(C-[#6]-[F,Cl,Br,I,OX2])]
REFUSE ClCCc1ccccc1
REAGENT PALLADIUM
INCOMPATIBLE CARBOXYLIC ACID, ALCOHOL, PRIMARY AMINE
CONDITIONS zinc dust activated with iodine and LiCl, THF; then Pd(dppf)Cl2 or PEPPSI catalyst, 20-60 C
MECHANISM the iodide becomes RZnI, which is transmetalated to palladium
REFERENCE E. Negishi, A. O. King, N. Okukado, J. Org. Chem. 1977, 42, 1821
EXAMPLE CCCCc1ccc(C(=O)OC)cc1 >> CCCCI.COC(=O)c1ccc(Br)cc1

TRANSFORM 105
NAME STILLE COUPLING
CLASS CROSS COUPLING
RETRON [#6;$([CX3]=[CX3]),$(c:[o,s,n]):1]-;!@[c:2]
FROM [#6:1]-[Sn](-CCCC)(-CCCC)-CCCC.[c:2]-I
RATING 48
... the price of tin: only where nothing else keeps the hetero ring or the alkene
SUBTRACT 15 IF ATOM*2 MATCHES [$(c(:c-[#6]):c-[#6])]
REAGENT PALLADIUM
CONDITIONS Pd(PPh3)4 or Pd2(dba)3 with AsPh3, CuI, LiCl, DMF, 60-100 C; tin residues are removed with aqueous KF
REFERENCE J. K. Stille, Angew. Chem. Int. Ed. Engl. 1986, 25, 508
EXAMPLE c1ccc(-c2cccs2)cc1 >> CCCC[Sn](CCCC)(CCCC)c1cccs1.Ic1ccccc1
REFUSE CCCCc1ccccc1

TRANSFORM 106
NAME KUMADA COUPLING
CLASS CROSS COUPLING
RETRON [#6;$([CX4;H2,H3]),c:1]-;!@[c:2]
FROM [#6:1]-Br.[c:2]-Cl
RATING 55
KILL IF WITHDRAWING GROUP ON ATOM*1 OR DONATING GROUP ON ATOM*1
REFUSE CC(=O)Cc1ccccc1
KILL IF ATOM*1 MATCHES [CX4;$(C~[F,Cl,Br,I,O,N]),$(C~[#6]~[F,Cl,Br,I,O,N])] (the Grignard reagent eliminates)
REFUSE ClCCc1ccccc1
REAGENT ORGANOMETALLIC
CONDITIONS RMgBr from the bromide, NiCl2(dppp) or Fe(acac)3 with NMP 1-5 mol%, THF, 0-25 C
REFERENCE K. Tamao, K. Sumitani, M. Kumada, J. Am. Chem. Soc. 1972, 94, 4374
EXAMPLE CCCCc1ccccc1 >> CCCCBr.Clc1ccccc1

TRANSFORM 107
NAME HIYAMA COUPLING
CLASS CROSS COUPLING
RETRON [#6;c,$([CX3]=[CX3]):1]-;!@[c:2]
FROM [#6:1]-[Si](-OC)(-OC)-OC.[c:2]-Br
RATING 42
... fluoride takes silyl groups off
KILL IF SILYL ETHER ANYWHERE OR SILANE ANYWHERE
REFUSE CC(C)(C)[Si](C)(C)OCc1ccc(-c2ccccc2)cc1
REAGENT PALLADIUM
CONDITIONS Pd(OAc)2 with PPh3, TBAF, THF, 60 C
REFERENCE Y. Hatanaka, T. Hiyama, J. Org. Chem. 1988, 53, 918
EXAMPLE c1ccc(-c2ccccn2)cc1 >> CO[Si](OC)(OC)c1ccccc1.Brc1ccccn1

TRANSFORM 108
NAME SONOGASHIRA COUPLING
CLASS CROSS COUPLING
RETRON [CX2:1](#[CX2:3])-;!@[#6;c,$([CX3]=[CX3]):2]
FROM [C:1]#[C:3].[#6:2]-I
RATING 82
... an acetylene with both ends free couples at both
SUBTRACT 25 IF ATOM*3 MATCHES [CX2H1] (take trimethylsilylacetylene)
KILL IF TERMINAL ALKYNE ANYWHERE
REFUSE C#CCCCC#Cc1ccccc1
SUBTRACT 10 IF DONATING GROUP ON ATOM*2
INCOMPATIBLE ARYL BROMIDE, THIOL
CONDITIONS Pd(PPh3)2Cl2 2 mol%, CuI 2-4 mol%, Et3N, THF, 25-60 C, no oxygen
REFERENCE K. Sonogashira, Y. Tohda, N. Hagihara, Tetrahedron Lett. 1975, 16, 4467
EXAMPLE OCC#Cc1ccccc1 >> C#CCO.Ic1ccccc1

TRANSFORM 109
NAME HECK REACTION
CLASS CROSS COUPLING
RETRON [CX3;H1;!R:1](=[CX3:3])-;!@[c:2]
FROM [C:1]=[C:3].[c:2]-Br
RATING 62
ADD 12 IF WITHDRAWING GROUP ON ATOM*3
SUBTRACT 20 IF ATOM*3 MATCHES [CX3;$(C(=C)[CX4])] (the double bond moves along the chain)
KILL IF DONATING GROUP ON ATOM*3
REFUSE CO/C=C/c1ccccc1
REAGENT PALLADIUM
CONDITIONS Pd(OAc)2 1-5 mol%, P(o-tol)3, Et3N or K2CO3, DMF, 80-120 C
REFERENCE R. F. Heck, J. P. Nolley, J. Org. Chem. 1972, 37, 2320
EXAMPLE COC(=O)/C=C/c1ccccc1 >> C=CC(=O)OC.Brc1ccccc1

TRANSFORM 110
NAME GLASER COUPLING
CLASS CROSS COUPLING
RETRON [CX2:1](#[CX2:2])-[CX2:3]#[CX2:4]
FROM [C:1]#[C:2].[C:3]#[C:4]
RATING 70
... two different alkynes give three diynes
KILL UNLESS ATOM*1 IS LIKE ATOM*3
REFUSE CCCCC#CC#Cc1ccccc1
REAGENT COPPER
CONDITIONS CuCl with TMEDA, oxygen, acetone, 25 C (Hay)
REFERENCE P. Siemsen, R. C. Livingston, F. Diederich, Angew. Chem. Int. Ed. 2000, 39, 2632
EXAMPLE c1ccc(C#CC#Cc2ccccc2)cc1 >> C#Cc1ccccc1.C#Cc1ccccc1

TRANSFORM 111
NAME ULLMANN BIARYL COUPLING
CLASS CROSS COUPLING
RETRON [c:1]-;!@[c:2]
FROM [c:1]-I.[c:2]-I
RATING 40
KILL UNLESS ATOM*1 IS LIKE ATOM*2
REFUSE Cc1ccc(-c2ccccc2)cc1
ADD 15 IF ATOM*1 MATCHES [$(c:c-[N+](=O)[O-]),$(c:c-C(=O)O)]
REAGENT COPPER
INCOMPATIBLE PHENOL, PRIMARY AMINE, CARBOXYLIC ACID
CONDITIONS copper bronze, 150-220 C, neat or DMF
REFERENCE J. Hassan, M. Sevignon, C. Gozzi, E. Schulz, M. Lemaire, Chem. Rev. 2002, 102, 1359
EXAMPLE O=[N+]([O-])c1ccccc1-c1ccccc1[N+](=O)[O-] >> O=[N+]([O-])c1ccccc1I.O=[N+]([O-])c1ccccc1I

TRANSFORM 112
NAME CADIOT-CHODKIEWICZ COUPLING
CLASS CROSS COUPLING
RETRON [CX2:1](#[CX2:2])-[CX2:3]#[CX2:4]
FROM [C:1]#[C:2].[C:3](#[C:4])-Br
RATING 62
... for two like halves Glaser needs no bromide
KILL IF ATOM*1 IS LIKE ATOM*3
REFUSE c1ccc(C#CC#Cc2ccccc2)cc1
REAGENT COPPER
CONDITIONS CuCl, NH2OH.HCl, n-BuNH2, water-MeOH, 0 C
REFERENCE P. Siemsen, R. C. Livingston, F. Diederich, Angew. Chem. Int. Ed. 2000, 39, 2632
EXAMPLE OCC#CC#Cc1ccccc1 >> C#Cc1ccccc1.OCC#CBr

TRANSFORM 113
NAME MIYAURA BORYLATION
CLASS CROSS COUPLING
RETRON [c:1]-[BX3](-[OX2])-[OX2]
FROM [c:1]-Br
RATING 78
SUBTRACT 30 IF ATOM*1 MATCHES [$(c:n)]
KILL IF ARYL BROMIDE ANYWHERE
REFUSE OB(O)c1ccc(Br)cc1
INCOMPATIBLE THIOL, TRIFLATE
CONDITIONS B2pin2, Pd(dppf)Cl2 3 mol%, KOAc, dioxane, 80 C; the acid by NaIO4 or diethanolamine
REFERENCE T. Ishiyama, M. Murata, N. Miyaura, J. Org. Chem. 1995, 60, 7508
EXAMPLE Cc1ccc(B(O)O)cc1 >> Cc1ccc(Br)cc1

TRANSFORM 114
NAME BORYLATION BY ORGANOLITHIUM
CLASS CROSS COUPLING
RETRON [c:1]-[BX3](-[OX2])-[OX2]
FROM [c:1]-Br
RATING 60
KILL IF CARBONYL GROUP ANYWHERE OR NITRO ANYWHERE
REFUSE CC(=O)c1ccc(B(O)O)cc1
REAGENT ORGANOMETALLIC
CONDITIONS n-BuLi, THF, -78 C, then B(OiPr)3, then aqueous HCl
REFERENCE D. G. Hall (ed.), Boronic Acids, 2nd ed., Wiley-VCH 2011
EXAMPLE COc1ccc(B(O)O)cc1 >> COc1ccc(Br)cc1

TRANSFORM 115
NAME ALPHA-ARYLATION OF KETONE
CLASS CROSS COUPLING
RETRON [c:1]-;!@[CX4:2]-[CX3;$(C([#6])[#6]):3]=[OX1:4]
FROM [c:1]-Br.[C:2]-[C:3]=[O:4]
RATING 66
KILL IF ATOM*2 IS QUATERNARY AND ATOM*2 IS STEREOCENTER
REFUSE CC[C@](C)(c1ccccc1)C(C)=O
... the other side of the ketone is as acidic
SUBTRACT 15 IF ATOM*3 MATCHES [CX3;$(C([CH3])=O)]
SUBTRACT 15 IF ATOM*1 MATCHES [$(c(:c-[#6]):c-[#6])]
REAGENT PALLADIUM
INCOMPATIBLE ALDEHYDE, PHENOL, CARBOXYLIC ACID
CONDITIONS Pd(OAc)2 or Pd2(dba)3 with a bulky phosphine, NaOtBu, toluene, 80 C
REFERENCE D. A. Culkin, J. F. Hartwig, Acc. Chem. Res. 2003, 36, 234
EXAMPLE CCC(=O)C(C)c1ccccc1 >> CCC(=O)CC.Brc1ccccc1

TRANSFORM 116
NAME DECARBOXYLATIVE ARYLATION
CLASS CROSS COUPLING
RETRON [CX4;H1,H2;!$(C[F,Cl,Br,I]):1]-;!@[c:2]
FROM [C:1]-C(=O)-O.[c:2]-I
RATING 52
ADD 8 IF ATOM*1 IS IN*RING
KILL IF ATOM*1 IS STEREOCENTER
REFUSE CC[C@H](C)c1ccccc1
... malonic and beta-keto acids lose CO2 by themselves
KILL IF WITHDRAWING GROUP ON ATOM*1
REFUSE COC(=O)Cc1ccccc1
INCOMPATIBLE ALKYL HALIDE, ALDEHYDE, PRIMARY AMINE
CONDITIONS N-hydroxyphthalimide ester (DIC), ArZnCl from the iodide, NiCl2 with a bipyridine, DMF, 25 C
REFERENCE J. Cornella et al., J. Am. Chem. Soc. 2016, 138, 2174
EXAMPLE c1ccc(C2CCOCC2)cc1 >> O=C(O)C1CCOCC1.Ic1ccccc1

TRANSFORM 117
NAME DECARBOXYLATIVE ALKENYLATION
CLASS CROSS COUPLING
RETRON [CX4;H1,H2;!$(C[F,Cl,Br,I]):1]-;!@[CX3:2]=[CX3:3]
FROM [C:1]-C(=O)-O.[C:2](=[C:3])-I
RATING 50
ADD 8 IF ATOM*1 IS IN*RING
KILL IF ATOM*1 IS STEREOCENTER
REFUSE C=C[C@H](C)CC
... malonic and beta-keto acids lose CO2 by themselves
KILL IF WITHDRAWING GROUP ON ATOM*1
REFUSE COC(=O)CC=C
INCOMPATIBLE ALKYL HALIDE, ALDEHYDE, PRIMARY AMINE
CONDITIONS N-hydroxyphthalimide ester, alkenylzinc from the iodide, Ni(acac)2 with bipyridine, THF-DMF, 25 C
REFERENCE J. T. Edwards et al., Nature 2017, 545, 213
EXAMPLE CCCC/C=C/C1CCCCC1 >> O=C(O)C1CCCCC1.CCCC/C=C/I

TRANSFORM 118
NAME C-H ARYLATION OF HETEROARENE
CLASS CROSS COUPLING
RETRON [c;$(c1:[o,s]:c:c:c:1),$(c1:[nX3H0]:c:c:c:1):1]-;!@[c;!$(c:[o,s]):2]
FROM [c:1].[c:2]-Br
RATING 55
... both alpha positions are free
SUBTRACT 15 IF ATOM*1 MATCHES [$(c1:[o,s,n]:[cH]:c:c:1)]
REAGENT PALLADIUM
CONDITIONS Pd(OAc)2 2-5 mol%, PCy3, pivalic acid 30 mol%, K2CO3, DMA, 100 C
REFERENCE M. Lafrance, K. Fagnou, J. Am. Chem. Soc. 2006, 128, 16496
EXAMPLE Cc1ccc(-c2ccccc2)s1 >> Cc1cccs1.Brc1ccccc1
REFUSE c1ccc(-c2ccccc2)cc1

TRANSFORM 119
NAME HYDROXYCARBONYLATION OF ARYL HALIDE
CLASS CROSS COUPLING
RETRON [c:1]-[CX3](=[OX1])-[OX2H1]
FROM [c:1]-Br
RATING 58
KILL IF ARYL BROMIDE ANYWHERE
REFUSE OC(=O)c1ccc(Br)cc1
REAGENT PALLADIUM
CONDITIONS CO 1-5 bar, Pd(OAc)2 with dppf, Et3N, water-DMF, 80-100 C
REFERENCE A. Brennfuhrer, H. Neumann, M. Beller, Angew. Chem. Int. Ed. 2009, 48, 4114
EXAMPLE Cc1ccc(C(=O)O)cc1 >> Cc1ccc(Br)cc1

TRANSFORM 120
NAME CARBONYLATION OF BENZYLIC ALCOHOL
CLASS CROSS COUPLING
RETRON [CX4;H1,H2;$(Cc):1]-[CX3](=[OX1])-[OX2H1]
FROM [C:1]-O
RATING 62
KILL IF ATOM*1 IS STEREOCENTER
REFUSE C[C@H](C(=O)O)c1ccccc1
SUBTRACT 15 IF ALCOHOL ANYWHERE
REAGENT STRONG ACID
CONDITIONS CO 50 bar, PdCl2(PPh3)2, aqueous HCl, MEK, 125 C (the last step of the BHC route to ibuprofen)
REFERENCE V. Elango et al. (Hoechst Celanese), US Patent 4981995, 1991
EXAMPLE CC(C)Cc1ccc(C(C)C(=O)O)cc1 >> CC(C)Cc1ccc(C(C)O)cc1

TRANSFORM 121
NAME CYANATION OF ARYL HALIDE
CLASS CROSS COUPLING
RETRON [c:1]-[CX2]#[NX1]
FROM [c:1]-Br
RATING 66
KILL IF ARYL BROMIDE ANYWHERE
REFUSE N#Cc1ccc(Br)cc1
INCOMPATIBLE THIOL, ALDEHYDE
CONDITIONS Zn(CN)2, Pd(PPh3)4 or Pd2(dba)3 with dppf, DMF, 80-100 C; or CuCN, NMP, 150 C (Rosenmund-von Braun)
REFERENCE P. Anbarasan, T. Schareina, M. Beller, Chem. Soc. Rev. 2011, 40, 5049
EXAMPLE COc1ccc(C#N)cc1 >> COc1ccc(Br)cc1

TRANSFORM 122
NAME SUZUKI COUPLING OF HETEROARYL CHLORIDE
CLASS CROSS COUPLING
RETRON [c:1]-;!@[c;$(c:n):2]
FROM [c:1]-B(-O)-O.[c:2]-Cl
RATING 76
KILL IF ATOM*1 MATCHES [$(c(:c-F):c-F)]
REFUSE Fc1cccc(F)c1-c1ccccn1
SUBTRACT 25 IF ATOM*1 MATCHES [$(c:[n,o,s])]
REAGENT PALLADIUM
CONDITIONS Pd(dppf)Cl2 or Pd(PPh3)4 3-5 mol%, Na2CO3, dioxane-water, 90 C
REFERENCE N. Miyaura, A. Suzuki, Chem. Rev. 1995, 95, 2457
EXAMPLE COc1cc(F)ccc1-c1cc(N)ncn1 >> COc1cc(F)ccc1B(O)O.Nc1cc(Cl)ncn1

TRANSFORM 123
NAME SUZUKI COUPLING OF ARYL TRIFLATE
CLASS CROSS COUPLING
RETRON [c:1]-;!@[c;!$(c:[o,s,nX3]):2]
FROM [c:1]-B(-O)-O.[c:2]-O-S(=O)(=O)-C(-F)(-F)-F
RATING 56
KILL IF ATOM*1 MATCHES [$(c(:c-F):c-F)]
REFUSE Fc1cccc(F)c1-c1c(F)cccc1F
... the phenol is at hand where oxygen stands in meta position or the ring is a naphthalene
ADD 8 IF ATOM*2 MATCHES [$(c:c:c-[OX2])]
SUBTRACT 25 IF ATOM*1 MATCHES [$(c:[n,o,s])]
REAGENT PALLADIUM
CONDITIONS Pd(PPh3)4 3-5 mol%, K3PO4, dioxane, 85 C
REFERENCE N. Miyaura, A. Suzuki, Chem. Rev. 1995, 95, 2457
EXAMPLE c1ccc(-c2cccc3ccccc23)cc1 >> O=S(=O)(Oc1cccc2ccccc12)C(F)(F)F.OB(O)c1ccccc1
