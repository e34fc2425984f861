const words =
  'abeille acier agrafe ancre argile atelier avoine balai bambou banc barque bassin bateau beurre bobine bocal bois boulon brique brosse buse cabane cactus cadre caillou canard carton castor cerise chaise chanvre charbon chaton cigale ciment citron clou coffre colle copeau corde coton couteau craie crayon cuivre dauphin dessin dragon enclume encre engrenage escargot falaise farine feutre ficelle figue filet flacon forge fourmi fraise galet gomme grange gravier grenier guitare hamac herbe hibou horloge jardin jonc lampe laiton lavande levier lierre lime lin loutre lune maillet mangue marteau mastic menthe meule miel moineau mortier moulin navette noix nuage olive orange orge osier outil paille panier papier peigne perle phare pierre pigeon pince pinceau plume poivre pomme poulie prune racine rabot radeau renard ressort rivet roseau rouet sable sapin scie seau serrure sifflet silex soleil tabouret tambour tenaille tilleul tissu toile tonneau tournevis truelle tuile vague valise varlope verre vitre voile volet wagon'.split(
    ' ',
  )

/** Five words by chance: easy to copy by hand, 36 bits against a server that counts tries. `chances` are five random numbers. */
export const inventPassphrase = (chances: ArrayLike<number>): string =>
  Array.from(chances, (chance) => words[chance % words.length]).join('-')

/** How many random numbers a passphrase takes. */
export const passphraseWords = 5
