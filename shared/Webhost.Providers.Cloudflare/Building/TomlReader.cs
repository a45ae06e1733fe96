using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Webhost.Providers.Cloudflare.Building;

/// <summary>Reads the part of TOML that wrangler configurations use: tables, arrays of tables, dotted keys, strings, numbers, booleans, arrays and inline tables.</summary>
internal sealed class TomlReader
{
    private const int MaximumDepth = 16;

    private readonly string text;
    private int position;

    private TomlReader(string text) => this.text = text.ReplaceLineEndings("\n");

    /// <exception cref="FormatException">The text is malformed; the message names the line.</exception>
    public static JsonObject Parse(string text) => new TomlReader(text).ReadDocument();

    private JsonObject ReadDocument()
    {
        var root = new JsonObject();
        var table = root;
        while (SkipToContent())
        {
            if (Peek() == '[')
            {
                table = ReadHeader(root);
            }
            else
            {
                ReadPair(table, depth: 0);
            }

            SkipBlanks();
            if (Peek() == '#')
            {
                SkipComment();
            }

            if (position < text.Length && Peek() != '\n')
            {
                throw Malformed("there is something after the value");
            }
        }

        return root;
    }

    private JsonObject ReadHeader(JsonObject root)
    {
        position++;
        var isArray = Take('[');
        var keys = ReadKeys(']');
        Expect(']');
        if (isArray)
        {
            Expect(']');
        }

        var parent = Descend(root, keys.AsSpan()[..^1]);
        if (!isArray)
        {
            return Descend(parent, keys.AsSpan()[^1..]);
        }

        if (parent[keys[^1]] is not JsonArray array)
        {
            if (parent.ContainsKey(keys[^1]))
            {
                throw Malformed($"'{keys[^1]}' is there twice");
            }

            parent[keys[^1]] = array = [];
        }

        var element = new JsonObject();
        array.Add(element);
        return element;
    }

    private JsonObject Descend(JsonObject from, ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            from = from[key] switch
            {
                null => Add(from, key),
                JsonObject present => present,
                JsonArray { Count: > 0 } array when array[^1] is JsonObject last => last,
                _ => throw Malformed($"'{key}' is not a table"),
            };
        }

        return from;
    }

    private static JsonObject Add(JsonObject parent, string key)
    {
        var child = new JsonObject();
        parent[key] = child;
        return child;
    }

    private void ReadPair(JsonObject table, int depth)
    {
        var keys = ReadKeys('=');
        Expect('=');
        var owner = Descend(table, keys.AsSpan()[..^1]);
        if (owner.ContainsKey(keys[^1]))
        {
            throw Malformed($"'{keys[^1]}' is there twice");
        }

        owner[keys[^1]] = ReadValue(depth);
    }

    private string[] ReadKeys(char end)
    {
        var keys = new List<string>();
        do
        {
            SkipBlanks();
            keys.Add(Peek() is '"' or '\'' ? ReadString() : ReadBare());
            SkipBlanks();
        }
        while (Take('.'));

        return keys[^1].Length > 0 && Peek() == end ? [.. keys] : throw Malformed("a key is malformed");
    }

    private string ReadBare()
    {
        var start = position;
        while (position < text.Length && (char.IsAsciiLetterOrDigit(text[position]) || text[position] is '_' or '-'))
        {
            position++;
        }

        return text[start..position];
    }

    private JsonNode ReadValue(int depth)
    {
        if (depth > MaximumDepth)
        {
            throw Malformed("values are nested too deep");
        }

        SkipBlanks();
        return Peek() switch
        {
            '"' or '\'' => JsonValue.Create(ReadString()),
            '[' => ReadArray(depth),
            '{' => ReadInline(depth),
            _ => ReadScalar(),
        };
    }

    private JsonArray ReadArray(int depth)
    {
        Expect('[');
        var array = new JsonArray();
        while (SkipToContent() && Peek() != ']')
        {
            array.Add(ReadValue(depth + 1));
            SkipToContent();
            if (!Take(','))
            {
                break;
            }
        }

        SkipToContent();
        Expect(']');
        return array;
    }

    private JsonObject ReadInline(int depth)
    {
        Expect('{');
        var table = new JsonObject();
        while (SkipToContent() && Peek() != '}')
        {
            ReadPair(table, depth + 1);
            SkipToContent();
            if (!Take(','))
            {
                break;
            }
        }

        SkipToContent();
        Expect('}');
        return table;
    }

    private JsonValue ReadScalar()
    {
        var start = position;
        while (position < text.Length && text[position] is not (',' or ']' or '}' or '\n' or '#' or ' ' or '\t'))
        {
            position++;
        }

        var word = text[start..position];
        if (word is "true" or "false")
        {
            return JsonValue.Create(word is "true");
        }

        var digits = word.Replace("_", string.Empty, StringComparison.Ordinal);
        if (long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            return JsonValue.Create(whole);
        }

        return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? JsonValue.Create(number)
            : word.Length > 0 && char.IsAsciiDigit(word[0]) ? JsonValue.Create(word) : throw Malformed("a value is malformed");
    }

    private string ReadString()
    {
        var quote = text[position];
        var isLong = string.CompareOrdinal(text, position, new string(quote, 3), 0, 3) == 0;
        position += isLong ? 3 : 1;
        if (isLong)
        {
            Take('\n');
        }

        var result = new StringBuilder();
        while (position < text.Length)
        {
            var character = text[position];
            if (character == quote && (!isLong || string.CompareOrdinal(text, position, new string(quote, 3), 0, 3) == 0))
            {
                position += isLong ? 3 : 1;
                return result.ToString();
            }

            if (character == '\n' && !isLong)
            {
                break;
            }

            position++;
            result.Append(character == '\\' && quote == '"' ? ReadEscape(isLong) : character.ToString());
        }

        throw Malformed("a string does not end");
    }

    private string ReadEscape(bool isLong)
    {
        var character = position < text.Length ? text[position++] : throw Malformed("a string does not end");
        switch (character)
        {
            case 'b': return "\b";
            case 't': return "\t";
            case 'n': return "\n";
            case 'f': return "\f";
            case 'r': return "\r";
            case '"' or '\\': return character.ToString();
            case 'u' or 'U':
                var length = character == 'u' ? 4 : 8;
                if (position + length <= text.Length
                    && int.TryParse(text.AsSpan(position, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && Rune.IsValid(code))
                {
                    position += length;
                    return new Rune(code).ToString();
                }

                break;
            case '\n' when isLong:
                while (position < text.Length && char.IsWhiteSpace(text[position]))
                {
                    position++;
                }

                return string.Empty;
        }

        throw Malformed("an escape is malformed");
    }

    private bool SkipToContent()
    {
        while (position < text.Length)
        {
            if (Peek() == '#')
            {
                SkipComment();
            }
            else if (char.IsWhiteSpace(Peek()))
            {
                position++;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    private void SkipBlanks()
    {
        while (Peek() is ' ' or '\t')
        {
            position++;
        }
    }

    private void SkipComment()
    {
        while (position < text.Length && text[position] != '\n')
        {
            position++;
        }
    }

    private char Peek() => position < text.Length ? text[position] : '\0';

    private bool Take(char character)
    {
        if (Peek() != character)
        {
            return false;
        }

        position++;
        return true;
    }

    private void Expect(char character)
    {
        if (!Take(character))
        {
            throw Malformed($"'{character}' is missing");
        }
    }

    private FormatException Malformed(string what) => new($"line {text.AsSpan(0, Math.Min(position, text.Length)).Count('\n') + 1}: {what}.");
}
