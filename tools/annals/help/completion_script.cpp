#include <string>
#include <string_view>

#include "complete.h"

namespace annals::cli {
namespace {

// Each asks `annals __complete WORD…`, which prints a candidate on each line; a line `:files` asks
// for the names of files.

// Readline breaks words at ':' and '=', which cells and conditions have in them: so the line is
// broken at spaces here, and what stands before the last such mark is cut off each candidate.
constexpr std::string_view bash = R"(# bash completion for annals: source <(annals completion bash)
_annals() {
  local line="${COMP_LINE:0:COMP_POINT}" candidate current mark
  local -a words
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  current="${words[-1]}"
  mark=""
  [[ $current == *[:=]* && ${COMP_WORDBREAKS} == *:* ]] && mark="${current%"${current##*[:=]}"}"
  COMPREPLY=()
  while IFS= read -r candidate; do
    if [[ $candidate == :files ]]; then
      compopt -o filenames
      mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$current")
    else
      [[ $candidate == *= ]] && compopt -o nospace
      COMPREPLY+=("${candidate#"$mark"}")
    fi
  done < <("${words[0]}" __complete "${words[@]:1}" 2>/dev/null)
}
complete -F _annals annals
)";

constexpr std::string_view zsh = R"(#compdef annals
# zsh completion for annals: annals completion zsh > "${fpath[1]}/_annals"
_annals() {
  local -a candidates plain open
  candidates=("${(@f)$("${words[1]}" __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if (( ${candidates[(Ie):files]} )); then
    _files
    candidates=("${(@)candidates:#:files}")
  fi
  open=("${(@M)candidates:#*=}")
  plain=("${(@)candidates:#*=}")
  compadd -S '' -- "${(@)open:#}"
  compadd -- "${(@)plain:#}"
}
if [[ $funcstack[1] == _annals ]]; then _annals "$@"; else compdef _annals annals; fi
)";

constexpr std::string_view fish =
    R"(# fish completion for annals: annals completion fish | source
function __annals_complete
    set -l words (commandline -opc)
    set -l candidates ($words[1] __complete $words[2..-1] (commandline -ct) 2>/dev/null)
    for candidate in $candidates
        if test "$candidate" = :files
            __fish_complete_path (commandline -ct)
        else
            echo $candidate
        end
    end
end
complete -c annals -f -a '(__annals_complete)'
)";

}  // namespace

std::string completion_script(const std::string& shell) {
  if (shell == "bash") return std::string{bash};
  if (shell == "zsh") return std::string{zsh};
  if (shell == "fish") return std::string{fish};
  return {};
}

}  // namespace annals::cli
