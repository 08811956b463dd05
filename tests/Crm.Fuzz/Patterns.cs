using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;

namespace Crm.Fuzz;

/// <summary>Regular expressions as ECMA-262 means them, and texts that match them.</summary>
public static class Patterns
{
    private static readonly ConcurrentDictionary<string, Regex> Cache = new(StringComparer.Ordinal);

    public static Regex Of(string pattern) => Cache.GetOrAdd(pattern, p => new Regex(Translate(p), RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5)));

    // In ECMA-262 \d and \w are ASCII, and $ is the end and not "before a last line feed".
    private static string Translate(string pattern)
    {
        var text = new StringBuilder();
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length)
            {
                var next = pattern[++i];
                text.Append(next switch
                {
                    'd' => inClass ? "0-9" : "[0-9]",
                    'w' => inClass ? "A-Za-z0-9_" : "[A-Za-z0-9_]",
                    'D' when !inClass => "[^0-9]",
                    'W' when !inClass => "[^A-Za-z0-9_]",
                    _ => $"\\{next}",
                });
                continue;
            }
            if (c == '[') inClass = true;
            else if (c == ']') inClass = false;
            text.Append(c == '$' && !inClass ? @"\z" : c);
        }
        return text.ToString();
    }

    /// <summary>A text that matches, or null when the pattern uses what the sampler does not know.</summary>
    public static string? Sample(string pattern, Random random)
    {
        try
        {
            for (var i = 0; i < 40; i++)
            {
                var text = new Sampler(pattern, random).Alternatives();
                if (Of(pattern).IsMatch(text)) return text;
            }
        }
        catch (NotSupportedException)
        {
            // Lookarounds and back references: the vocabulary has to know a value.
        }
        return null;
    }

    private sealed class Sampler(string pattern, Random random)
    {
        private int _at;

        public string Alternatives()
        {
            var all = new List<string> { Sequence() };
            while (_at < pattern.Length && pattern[_at] == '|')
            {
                _at++;
                all.Add(Sequence());
            }
            return all[random.Next(all.Count)];
        }

        private string Sequence()
        {
            var text = new StringBuilder();
            while (_at < pattern.Length && pattern[_at] is not '|' and not ')')
            {
                var start = _at;
                var atom = Atom();
                var end = _at;
                var (least, most) = Quantifier();
                if (least == 0) { /* the atom may be left out */ } else text.Append(atom);
                for (var n = random.Next(least, most + 1) - Math.Min(least, 1); n > 0; n--)
                {
                    var after = _at;
                    _at = start;
                    text.Append(Atom());
                    _at = Math.Max(after, end);
                }
            }
            return text.ToString();
        }

        private string Atom()
        {
            var c = pattern[_at++];
            switch (c)
            {
                case '^' or '$': return "";
                case '.': return Pick(('a', 'z'), ('A', 'Z'), ('0', '9'));
                case '[': return Class();
                case '\\': return Escaped();
                case '(':
                    if (_at < pattern.Length && pattern[_at] == '?')
                    {
                        var ahead = pattern[_at + 1];
                        if (ahead is not ':' and not '=' and not '!') throw new NotSupportedException("a look behind or a named group");
                        _at += 2;
                        var group = Alternatives();
                        _at++;
                        return ahead == ':' ? group : "";   // whether what lies ahead is right, the finished text is asked
                    }
                    var inner = Alternatives();
                    _at++;
                    return inner;
                default: return c.ToString();
            }
        }

        private string Escaped() => pattern[_at++] switch
        {
            'd' => Pick(('0', '9')),
            'w' => Pick(('a', 'z'), ('A', 'Z'), ('0', '9')),
            's' => " ",
            'S' => Pick(('a', 'z'), ('A', 'Z'), ('0', '9')),
            'p' => Category(),
            'u' => Unit(4),
            'x' => Unit(2),
            'n' => "\n",
            't' => "\t",
            'r' => "\r",
            var c when char.IsLetterOrDigit(c) => throw new NotSupportedException($"\\{c}"),
            var c => c.ToString(),
        };

        private string Unit(int digits)
        {
            var unit = (char)Convert.ToInt32(pattern.Substring(_at, digits), 16);
            _at += digits;
            return unit.ToString();
        }

        private string Category()
        {
            var end = pattern.IndexOf('}', _at);
            var name = pattern[(_at + 1)..end];
            _at = end + 1;
            return name.StartsWith('L') ? Pick(('a', 'z'), ('A', 'Z'), ('ä', 'ö')) : name.StartsWith('N') ? Pick(('0', '9')) : throw new NotSupportedException(name);
        }

        private string Class()
        {
            var negated = pattern[_at] == '^';
            if (negated) _at++;
            var from = _at;
            var ranges = new List<(char, char)>();
            for (var first = true; first || pattern[_at] != ']'; first = false)
            {
                if (pattern[_at] == '\\')
                {
                    _at++;
                    var kind = pattern[_at];
                    if (kind == 'd') ranges.Add(('0', '9'));
                    else if (kind == 'w') ranges.AddRange([('a', 'z'), ('A', 'Z'), ('0', '9')]);
                    else if (kind == 's') ranges.Add((' ', ' '));
                    else if (kind is 'S' or 'W' or 'D') ranges.AddRange([('a', 'z'), ('!', '/')]);
                    if (kind is 'd' or 'w' or 's' or 'S' or 'W' or 'D')
                    {
                        _at++;
                        continue;
                    }
                    if (kind == 'p')
                    {
                        _at++;
                        var letter = Category()[0];
                        ranges.Add((letter, letter));
                        continue;
                    }
                    _at--;
                }
                var low = pattern[_at] == '\\' ? Step() : pattern[_at++];
                if (pattern[_at] == '-' && pattern[_at + 1] != ']')
                {
                    _at++;
                    var high = pattern[_at] == '\\' ? Step() : pattern[_at++];
                    ranges.Add((low, high));
                }
                else ranges.Add((low, low));
            }
            var regex = Of($"[{(negated ? "^" : "")}{pattern[from.._at]}]");
            _at++;
            if (!negated) return Pick([.. ranges]);
            for (var i = 0; i < 50; i++)
                if (Pick(('a', 'z'), ('A', 'Z'), ('0', '9'), (' ', '/')) is var text && regex.IsMatch(text)) return text;
            throw new NotSupportedException("class");
        }

        private char Step()
        {
            _at++;
            return Escaped()[0];
        }

        private (int Least, int Most) Quantifier()
        {
            if (_at >= pattern.Length) return (1, 1);
            (int, int) range;
            switch (pattern[_at])
            {
                case '?': range = (0, 1); _at++; break;
                case '*': range = (0, 6); _at++; break;
                case '+': range = (1, 6); _at++; break;
                case '{':
                    var end = pattern.IndexOf('}', _at);
                    var bounds = pattern[(_at + 1)..end].Split(',');
                    var least = int.Parse(bounds[0], System.Globalization.CultureInfo.InvariantCulture);
                    range = (least, bounds.Length == 1 ? least : bounds[1].Length == 0 ? least + 6 : int.Parse(bounds[1], System.Globalization.CultureInfo.InvariantCulture));
                    _at = end + 1;
                    break;
                default: return (1, 1);
            }
            if (_at < pattern.Length && pattern[_at] == '?') _at++;
            return range;
        }

        private string Pick(params (char Low, char High)[] ranges)
        {
            var (low, high) = ranges[random.Next(ranges.Length)];
            return ((char)random.Next(low, high + 1)).ToString();
        }
    }
}
