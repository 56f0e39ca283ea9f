_get_comp_words_by_ref() {
  words=("${COMP_WORDS[@]}")
  cword=$COMP_CWORD
  cur=${words[cword]}
  prev=${words[cword - 1]}
}
COMP_WORDS=(hrc run push-o)
COMP_CWORD=2
__hrc_complete
echo "${COMPREPLY[@]}"
