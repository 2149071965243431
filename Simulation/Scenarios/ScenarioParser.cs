using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ActorIommu.Simulation.Scenarios;

/// <summary>
/// YAML text to nodes. Aliases and deep nesting are refused while reading, because a small file can use them to unfold to any size.
/// </summary>
internal sealed class ScenarioParser
{
    private const int MaxDepth = 16;

    private readonly ScenarioDiagnostics _diagnostics;
    private readonly Parser _events;
    private int _depth;

    private ScenarioParser(string text, ScenarioDiagnostics diagnostics)
    {
        _diagnostics = diagnostics;
        _events = new Parser(new StringReader(text));
    }

    /// <summary>The document's root, or null with the reason in <paramref name="diagnostics"/>.</summary>
    public static ScenarioNode? Parse(string text, ScenarioDiagnostics diagnostics)
    {
        var parser = new ScenarioParser(text, diagnostics);
        try
        {
            return parser.ReadStream();
        }
        catch (YamlException error)
        {
            diagnostics.Add(error.Start.Line, error.Start.Column, ScenarioError.Syntax, FirstLine(error.Message));
            return null;
        }
        catch (InvalidOperationException)
        {
            // The library's scanner has states that it does not expect itself, in text that is not YAML.
            var place = parser._events.Current?.End ?? Mark.Empty;
            diagnostics.Add(place.Line, place.Column, ScenarioError.Syntax, "this is not YAML from here on");
            return null;
        }
    }

    private ScenarioNode? ReadStream()
    {
        _events.Consume<StreamStart>();
        if (_events.Accept<StreamEnd>(out var end))
        {
            _diagnostics.Add(end.Start.Line, end.Start.Column, ScenarioError.Syntax, "the file is empty");
            return null;
        }

        _events.Consume<DocumentStart>();
        var root = ReadNode();
        if (root is null)
            return null;

        _events.Consume<DocumentEnd>();
        return _events.Accept<StreamEnd>(out _) ? root : Refuse("a second document");
    }

    private ScenarioNode? ReadNode()
    {
        if (_events.Accept<AnchorAlias>(out _))
            return Refuse("an alias");

        if (_events.Current is NodeEvent { Anchor.IsEmpty: false })
            return Refuse("an anchor");

        if (_events.Current is NodeEvent { Tag.IsEmpty: false })
            return Refuse("a tag");

        if (_depth == MaxDepth)
            return Refuse($"nesting deeper than {MaxDepth} levels");

        _depth++;
        ScenarioNode? node = _events.Current switch
        {
            Scalar => ReadScalar(),
            SequenceStart => ReadSequence(),
            _ => ReadMapping(),
        };
        _depth--;
        return node;
    }

    private ScenarioNode.Scalar ReadScalar()
    {
        var scalar = _events.Consume<Scalar>();
        return new(scalar.Value, scalar.Style == ScalarStyle.Plain, (int)scalar.Start.Line, (int)scalar.Start.Column);
    }

    private ScenarioNode.Sequence? ReadSequence()
    {
        var start = _events.Consume<SequenceStart>().Start;
        var items = new List<ScenarioNode>();
        while (!_events.TryConsume<SequenceEnd>(out _))
        {
            if (ReadNode() is not { } item)
                return null;

            items.Add(item);
        }

        return new(items, (int)start.Line, (int)start.Column);
    }

    private ScenarioNode.Mapping? ReadMapping()
    {
        var start = _events.Consume<MappingStart>().Start;
        var entries = new List<KeyValuePair<ScenarioNode.Scalar, ScenarioNode>>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (!_events.TryConsume<MappingEnd>(out _))
        {
            var keyNode = ReadNode();
            if (keyNode is null)
                return null;

            if (keyNode is not ScenarioNode.Scalar key)
            {
                _diagnostics.Add(keyNode, ScenarioError.WrongNode, $"a key is a word, not {keyNode.Noun}");
                return null;
            }

            if (ReadNode() is not { } value)
                return null;

            if (seen.Add(key.Text))
                entries.Add(new(key, value));
            else
                _diagnostics.Add(key, ScenarioError.DuplicateKey, $"the key '{key.Text}' is there twice");
        }

        return new(entries, (int)start.Line, (int)start.Column);
    }

    private ScenarioNode? Refuse(string what)
    {
        var place = _events.Current?.Start ?? Mark.Empty;
        _diagnostics.Add(place.Line, place.Column, ScenarioError.UnsupportedYaml, $"scenarios do without {what}");
        return null;
    }

    private static string FirstLine(string message) => message.Split('\n')[0].Trim();
}
