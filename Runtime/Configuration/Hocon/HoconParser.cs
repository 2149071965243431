namespace Akka.Configuration.Hocon;

/// <summary>
/// HOCON as Akka.NET 1.5's built-in parser reads it, plus <c>+=</c>, <c>${?path}</c> and environment variables.
/// Where that parser guesses, this one reports an error: two settings on one line, braces that do not match, a key without a value.
/// </summary>
internal sealed class HoconParser
{
    private readonly HoconReader _reader;
    private readonly List<PendingSubstitution> _pending = [];

    private HoconParser(string text) => _reader = new HoconReader(text);

    /// <summary>Parses a text and resolves its substitutions.</summary>
    /// <exception cref="FormatException">The text is not HOCON; the message starts with "(line,column)".</exception>
    /// <exception cref="ConfigurationException">It has an include, or an unquoted value with = or : in it.</exception>
    public static HoconRoot Parse(string text)
    {
        var parser = new HoconParser(text);
        var root = parser.Root();
        HoconResolver.Resolve(root, parser._pending);
        return new HoconRoot(root, parser._pending.Select(pending => pending.Substitution).ToList());
    }

    private HoconValue Root()
    {
        var root = new HoconObject();
        _reader.SkipToToken();
        var open = _reader.Offset;
        var braced = _reader.Peek == '{';
        if (braced)
            _reader.Advance();
        Members(root, "", braced ? open : -1);
        _reader.SkipToToken();
        return _reader.AtEnd ? new HoconValue([root]) : throw _reader.Unexpected("nothing after the closing '}'");
    }

    private void Members(HoconObject target, string path, int open)
    {
        while (true)
        {
            _reader.SkipToToken();
            if (_reader.AtEnd && open < 0)
                return;
            if (_reader.AtEnd)
                throw _reader.Error("'{' is not closed", open);
            if (_reader.Peek == '}' && open < 0)
                throw _reader.Error("'}' without '{'", _reader.Offset);
            if (_reader.Peek == '}')
            {
                _reader.Advance();
                return;
            }

            // Akka.NET's parser takes a comma only directly after a value; configurations that pass here must pass there.
            if (_reader.Peek == ',')
                throw _reader.Error(
                    "Unknown token ',': a comma may only follow a value on its line, not a '}'; use a new line", _reader.Offset);
            Member(target, path);
        }
    }

    private void Member(HoconObject target, string path)
    {
        var keyOffset = _reader.Offset;
        var key = Key();
        while (_reader.Peek == '.')
        {
            _reader.Advance();
            _reader.SkipToToken();
            path = Join(path, key);
            target = ObjectOf(target.GetOrCreateKey(key));
            key = Key();
        }

        path = Join(path, key);
        if (_reader.Peek == '{')
        {
            ObjectInto(target.GetOrCreateKey(key), path);
        }
        else if (_reader.Peek is '=' or ':')
        {
            _reader.Advance();
            Assign(target.GetOrCreateKey(key), path);
        }
        else if (_reader.At("+="))
        {
            _reader.Advance(2);
            Append(target.GetOrCreateKey(key), path);
        }
        else
        {
            throw _reader.Error($"Expected '=', ':' or '{{' after the key {path}", _reader.AtEnd ? keyOffset : _reader.Offset);
        }
    }

    private string Key()
    {
        var start = _reader.Offset;
        var quoted = _reader.Peek == '"';
        var key = quoted ? _reader.TakeQuoted() : _reader.TakeUnquotedKey();
        if (!quoted && key.Length == 0)
            throw _reader.Unexpected("a key");
        _reader.SkipToToken();
        if (!quoted && key == "include" && _reader.Peek == '"')
            throw new ConfigurationException($"{_reader.PositionOf(start)} include is not supported: merge configurations by WithFallback");
        return key;
    }

    private void Assign(HoconValue value, string path)
    {
        _reader.SkipToToken();
        var previous = value.Values.Count == 0 ? null : new HoconValue([.. value.Values]);
        // An object assigned to an object is merged into it; everything else replaces what was there.
        if (_reader.Peek != '{')
            value.Clear();
        Elements(value, path, previous);
    }

    private void Append(HoconValue value, string path)
    {
        _reader.SkipToToken();
        var start = _reader.Offset;
        if (value.Values.Count > 0 && !value.IsArray() && value.Values[0] is not HoconSubstitution)
            throw _reader.Error($"+= needs a list, but {path} is none", start);
        var item = new HoconValue();
        Elements(item, path, previous: null);
        value.AppendValue(new HoconArray { item });
    }

    private void Elements(HoconValue value, string path, HoconValue? previous)
    {
        var start = _reader.Offset;
        bool unquoted;
        string blanks;
        if (!Element(value, path, previous, out unquoted))
            throw _reader.Unexpected($"a value for {path}");
        while (true)
        {
            blanks = _reader.TakeBlanks();
            if (!AtElement)
                break;
            if (blanks.Length > 0 && _reader.Peek != '{' && value.Values is not [.., HoconObject])
                value.AppendValue(new HoconLiteral { Value = blanks, IsBlank = true });
            if (!Element(value, path, previous, out var nextUnquoted))
                break;
            unquoted = nextUnquoted;
        }

        EndOfValue(path, unquoted && blanks.Length == 0);
        if (value.Values.Exists(element => element is HoconObject)
            && value.Values.Exists(element => element is not (HoconObject or HoconSubstitution or HoconLiteral { IsBlank: true })))
            throw _reader.Error($"{path} joins an object to something else", start);
    }

    private bool AtElement =>
        !_reader.AtEnd && !_reader.AtComment && !char.IsWhiteSpace(_reader.Peek) && _reader.Peek is not (',' or '}' or ']');

    /// <summary>Takes one element and says whether it was unquoted text; false if what comes next is no element.</summary>
    private bool Element(HoconValue value, string path, HoconValue? previous, out bool unquoted)
    {
        unquoted = false;
        var start = _reader.Offset;
        switch (_reader.Peek)
        {
            case '{':
                ObjectInto(value, path);
                return true;
            case '[':
                value.AppendValue(Array(path));
                return true;
            case '"':
                value.AppendValue(new HoconLiteral { Value = _reader.TakeQuoted(), Position = _reader.PositionOf(start) });
                return true;
            case '$' when _reader.At("${"):
                Substitution(value, path, previous);
                return true;
            default:
                var text = _reader.TakeUnquoted();
                unquoted = text.Length > 0;
                if (unquoted)
                    value.AppendValue(new HoconLiteral { Value = text, Position = _reader.PositionOf(start) });
                return unquoted;
        }
    }

    private void EndOfValue(string path, bool afterUnquoted)
    {
        if (_reader.AtEnd || _reader.AtComment || char.IsWhiteSpace(_reader.Peek) || _reader.Peek is '}' or ']')
            return;
        if (_reader.Peek == ',')
        {
            _reader.Advance();
            return;
        }

        if (_reader.Peek is '=' or ':' && afterUnquoted)
        {
            throw new ConfigurationException(
                $"{_reader.PositionOf(_reader.Offset)} The unquoted value of {path} contains '{_reader.Peek}': "
                + "quote the text (an address, say), or put braces around a nested object");
        }

        throw _reader.Unexpected($"the end of the line after the value of {path}");
    }

    private void ObjectInto(HoconValue value, string path)
    {
        var open = _reader.Offset;
        _reader.Advance();
        Members(ObjectOf(value), path, open);
    }

    private HoconArray Array(string path)
    {
        var open = _reader.Offset;
        var array = new HoconArray();
        for (_reader.Advance(); ; array.Add(Item()))
        {
            _reader.SkipToToken();
            if (_reader.AtEnd)
                throw _reader.Error("'[' is not closed", open);
            if (_reader.Peek == ']')
            {
                _reader.Advance();
                return array;
            }
        }

        HoconValue Item()
        {
            var item = new HoconValue();
            Elements(item, path, previous: null);
            return item;
        }
    }

    private void Substitution(HoconValue owner, string path, HoconValue? previous)
    {
        var start = _reader.Offset;
        _reader.Advance(2);
        var reference = _reader.TakeThrough("}", "The substitution").Trim();
        var optional = reference.StartsWith('?');
        reference = optional ? reference[1..].TrimStart() : reference;
        if (reference.Length == 0)
            throw _reader.Error("The substitution names no path", start);
        var substitution = new HoconSubstitution(reference) { IsOptional = optional, Position = _reader.PositionOf(start) };
        owner.AppendValue(substitution);
        _pending.Add(new PendingSubstitution(substitution, owner, path, previous));
    }

    /// <summary>The object into which members of <paramref name="value"/> go; what is no object yet is replaced by one.</summary>
    private static HoconObject ObjectOf(HoconValue value)
    {
        if (value.Values is [.., HoconObject last])
            return last;
        // After a substitution the members are joined to what it will stand for.
        if (value.Values is not [.., HoconSubstitution])
            value.Clear();
        var added = new HoconObject();
        value.AppendValue(added);
        return added;
    }

    private static string Join(string path, string key)
    {
        var quoted = key.Contains('.', StringComparison.Ordinal) || key.Length == 0 ? $"\"{key}\"" : key;
        return path.Length == 0 ? quoted : $"{path}.{quoted}";
    }
}

/// <summary>A substitution to be resolved when the whole text is known.</summary>
/// <param name="Substitution">The reference.</param>
/// <param name="Owner">The value that it is an element of.</param>
/// <param name="OwnerPath">The path of that value.</param>
/// <param name="Previous">What the owner was before this assignment: what a reference to itself means.</param>
internal sealed record PendingSubstitution(HoconSubstitution Substitution, HoconValue Owner, string OwnerPath, HoconValue? Previous);
