#!/usr/bin/env bash
# Writes the skeleton of a use case that acts on one record: ./dev usecase Customers/Customers BlockCustomer
# The first word is the folder below src/Crm.Application, <Area>/<Aggregates>; the second one is verb and noun.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

application=src/Crm.Application
tests=tests/Crm.Api.Tests

fail() {
  printf 'usecase: %s\n' "$*" >&2
  exit 1
}

# BlockCustomer → block customer, or with another separator block-customer.
words() { sed -E "s/([a-z0-9])([A-Z])/\1${2:- }\2/g" <<<"$1" | tr '[:upper:]' '[:lower:]'; }

an() { case $1 in us* | uni*) echo "a $1" ;; [aeiou]*) echo "an $1" ;; *) echo "a $1" ;; esac; }

# block → blocks, carry → carries, dispatch → dispatches
third_person() { sed -E 's/([^aeiou])y$/\1ies/; t; s/(s|x|z|ch|sh|o)$/\1es/; t; s/$/s/' <<<"$1"; }

# The folders in which there is something to act on: those with a <Aggregate>Details.
folders() {
  find "$application" -mindepth 3 -name '*Details.cs' | sed -E "s|^$application/(.*)/[^/]+$|\1|" | grep -v '^Common/' | sort -u
}

usage() {
  echo "usage: ./dev usecase <Area>/<Aggregates> <VerbNoun>, such as ./dev usecase Customers/Customers BlockCustomer"
  echo "The folders are:"
  folders | sed 's/^/  /'
}

# The aggregate whose plural is the folder's name.
aggregate_of() {
  local file name
  while IFS= read -r file; do
    name=$(basename "$file" .cs)
    case $1 in "${name}s" | "${name}es" | "${name%y}ies" | "$name") echo "$file"; return ;; esac
  done < <(grep -lE '^public sealed (partial )?class [A-Za-z]+ : (Archivable)?Aggregate\b' -r src/Crm.Domain --include='*.cs')
}

if [[ ${1:-} == -h || ${1:-} == --help ]]; then
  usage
  exit
fi
if (($# != 2)); then
  usage >&2
  exit 1
fi
folder=${1%/} name=$2
area=${folder%%/*} aggregates=${folder##*/}

[[ $folder =~ ^[A-Z][A-Za-z]*/[A-Z][A-Za-z]*$ ]] || fail "'$folder' is not <Area>/<Aggregates>; there are: $(folders | paste -sd' ')"
[[ -d $application/$folder ]] || fail "there is no folder $application/$folder; there are: $(folders | paste -sd' ')"
[[ $name =~ ^([A-Z][a-z]+){2,}$ ]] || fail "'$name' is not verb and noun in PascalCase, such as BlockCustomer"
case $name in
  Get* | List*) fail "$name reads; begin with a copy of a Get… or List… file, reads have no command" ;;
  When*) fail "$name is a reaction; begin with a copy of a When… file" ;;
esac

domain=$(aggregate_of "$aggregates")
[[ -n $domain ]] || fail "no aggregate in src/Crm.Domain has the plural $aggregates"
aggregate=$(basename "$domain" .cs)
variable=${aggregate,}
case $variable in return | case | event | object | lock | base | checked | fixed | operator) variable=record ;; esac   # C#'s own words
details=${aggregate}Details
# How the aggregate's use cases answer: by a mapping, or by reading anew what spans several aggregates.
if grep -qrE "CreateMap<$aggregate, $details>" "$application/$folder"; then
  using=$'using AutoMapper;\n' dependencies="ICrmDb db, IMapper mapper" answer="mapper.Map<$details>($variable)"
elif grep -qrE "Task<$details> Read\(ICrmDb db, Id<$aggregate> id, CancellationToken ct\)" "$application/$folder"; then
  using="" dependencies="ICrmDb db" answer="await $details.Read(db, $variable.Id, ct)"
else
  fail "the use cases of $application/$folder answer in a way of their own; begin with a copy of Change$aggregate.cs"
fi
taken=$(grep -rlE "\b(class|record|enum|interface) $name(Validator|Handler)?\b" src --include='*.cs' | head -n 1) || true
[[ -z $taken ]] || fail "the name $name is taken by $taken; type names are unique in the solution"

file=$application/$folder/$name.cs
test_file=$tests/$area/${name}Tests.cs
for written in "$file" "$test_file"; do
  [[ ! -e $written ]] || fail "$written exists already"
done

domain_namespace=$(sed -nE 's/^namespace (.*);/\1/p' "$domain")
given=$(grep -qrE "Task<Answer> $aggregate\((\)|[^)]*= [^,)]*\))" "$tests" --include='Given*.cs' && echo yes || true)
endpoints=src/Crm.Api/$area/${aggregate}Endpoints.cs
group=${aggregates,}
address=/$(words "$aggregates" -)
if [[ -e $endpoints ]]; then
  found=$(sed -nE "s/.*var (\w+) = v1\.MapGroup\(\"(\/[a-z-]+)\"\).*/\1 \2/p" "$endpoints" | head -n 1)
  if [[ -n $found ]]; then group=${found% *} address=${found#* }; fi
else
  endpoints=$(grep -lE "v1\.MapGroup\(\"$address\"\)" -r src/Crm.Api --include='*Endpoints.cs' | head -n 1) || true
fi

# What is done: the name without the aggregate, if it ends with it.
act=$(words "${name%"$aggregate"}")
verb=${act%% *} rest=${act#"$verb"}
record=$(an "$(words "$aggregate")")
if [[ $name == *"$aggregate" ]]; then object="$rest $record"; else object="$rest of $record"; fi
summary="${verb^}$object"
done_to=$(third_person "$verb")
segment=$(words "${name%"$aggregate"}" -)

mkdir -p "$(dirname "$test_file")"
cat >"$file" <<CS
${using}using Crm.Application.Common;
using $domain_namespace;
using FluentValidation;
using MediatR;

namespace Crm.Application.${folder//\//.};

/// <summary>${done_to^}$object.</summary>
public sealed record $name : CommandOn<$aggregate>, IRequest<$details>
{
    /// <summary>Why it is done.</summary>
    public string? Reason { get; init; }
}

internal sealed class ${name}Validator : AbstractValidator<$name>
{
    private const int ReasonMax = 500;

    public ${name}Validator() => RuleFor(c => c.Reason).Line(ReasonMax);
}

internal sealed class ${name}Handler($dependencies) : IRequestHandler<$name, $details>
{
    public async Task<$details> Handle($name c, CancellationToken ct)
    {
        var $variable = await db.Load(c.Id, ct);
        await db.SaveChangesAsync(ct);
        return $answer;
    }
}
CS

{
  cat <<CS
using Xunit;

namespace Crm.Tests.$area;

public sealed class ${name}Tests(CrmApp app) : IClassFixture<CrmApp>
{
    private readonly Api _api = app.Api();

CS
  if [[ -n $given ]]; then
    cat <<CS
    [Fact]
    public async Task It_answers_with_the_whole_${aggregate,,}()
    {
        var $variable = await app.Given.$aggregate();

        var answer = (await _api.Put(\$"$address/{$variable.Id}/$segment", new { reason = "Because." })).Ok();

        Assert.Equal(answer.Text, (await _api.Get(\$"$address/{$variable.Id}")).Ok().Text);
    }

CS
  fi
  cat <<CS
    [Fact]
    public async Task A_reason_that_is_too_long_is_refused() =>
        (await _api.Put(\$"$address/{Guid.NewGuid()}/$segment", new { reason = new string('x', 501) })).Invalid("/reason", "text.too_long");

    [Fact]
    public async Task What_does_not_exist_is_not_found() =>
        (await _api.Put(\$"$address/{Guid.NewGuid()}/$segment", new { reason = "Because." })).NotFound();
}
CS
} | sed "s|\"$address/|\"/api/v1$address/|" >"$test_file"

cat <<TEXT
written: $file
written: $test_file

Paste the route into ${endpoints:-src/Crm.Api/$area/${aggregate}Endpoints.cs}, and give its address a noun where the verb stands:

        $group.MapPut("/{id}/$segment", Task<$details> (Id<$aggregate> id, $name body, IMediator send, CancellationToken ct) => send.Send(body with { Id = id }, ct))
            .Describe("${name,}", "$summary").MayConflict();

It loads, saves and answers. Between loading and saving, call the method of $aggregate that does it (in $domain),
and let the record carry what that method needs.
TEXT
