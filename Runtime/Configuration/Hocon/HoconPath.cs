namespace Akka.Configuration.Hocon;

/// <summary>Splits <c>a."b.c".d</c> into its keys without allocating.</summary>
internal ref struct HoconPath(ReadOnlySpan<char> path)
{
    private ReadOnlySpan<char> _rest = path;

    /// <summary>The key that the last <see cref="Next"/> reached.</summary>
    public ReadOnlySpan<char> Key { get; private set; }

    /// <summary>Goes to the next key; false at the end.</summary>
    /// <exception cref="FormatException">A quote is not closed.</exception>
    public bool Next()
    {
        if (_rest.IsEmpty)
            return false;
        if (_rest[0] == '"')
        {
            var close = _rest[1..].IndexOf('"');
            if (close < 0)
                throw new FormatException($"The quote in the path {_rest} is not closed");
            Key = _rest.Slice(1, close);
            _rest = _rest[(close + 2)..];
            if (!_rest.IsEmpty && _rest[0] == '.')
                _rest = _rest[1..];
            return true;
        }

        var dot = _rest.IndexOf('.');
        Key = dot < 0 ? _rest : _rest[..dot];
        _rest = dot < 0 ? default : _rest[(dot + 1)..];
        return true;
    }
}
