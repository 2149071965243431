using System.Text.RegularExpressions;
using ActorIommu.Hardware;
using ActorIommu.Hardware.Spec;
using ActorIommu.Simulation.Scenarios;

namespace ActorIommu.Simulation.Capabilities;

/// <summary>Reads capability files, as strictly as scenarios are read and with the same errors.</summary>
public sealed partial class CapabilityReader
{
    private readonly ScenarioDiagnostics _diagnostics;
    private readonly ScenarioBinder _binder;
    private readonly Dictionary<string, object> _registers =
        CapabilityRegister.All.ToDictionary(register => register.Name, register => Activator.CreateInstance(register.Type)!);

    private readonly Dictionary<string, ScenarioNode> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    private CapabilityReader(ScenarioDiagnostics diagnostics)
    {
        _diagnostics = diagnostics;
        _binder = new ScenarioBinder("", diagnostics);
    }

    /// <summary>Reads a file and checks that the model has what it offers.</summary>
    /// <param name="path">The file, which diagnostics name as it is given here.</param>
    /// <param name="workingDirectory">What a relative path starts from.</param>
    /// <exception cref="ScenarioException">The file cannot be used.</exception>
    public static CapabilityFile Load(string path, string workingDirectory)
    {
        var diagnostics = new ScenarioDiagnostics(path);
        return ScenarioReader.ReadText(Path.GetFullPath(Path.Combine(workingDirectory, path)), diagnostics) is { } text
            ? new CapabilityReader(diagnostics).Read(text)
            : throw diagnostics.ToException();
    }

    /// <summary>Reads capabilities from text.</summary>
    /// <param name="text">The content.</param>
    /// <param name="file">The name to use in diagnostics.</param>
    /// <exception cref="ScenarioException">The text cannot be used.</exception>
    public static CapabilityFile Parse(string text, string file) => new CapabilityReader(new ScenarioDiagnostics(file)).Read(text);

    /// <summary>The keys beside the registers; both are required.</summary>
    internal static IReadOnlyList<string> TextKeys { get; } = ["name", "description"];

    private CapabilityFile Read(string text)
    {
        var root = ScenarioParser.Parse(text, _diagnostics);
        if (root is ScenarioNode.Mapping mapping) Bind(mapping);
        else if (root is not null) _diagnostics.Add(root, ScenarioError.WrongNode, $"a capability file is a mapping, not {root.Noun}");
        var capabilities = Build();
        if (_diagnostics.Count == 0)
        {
            foreach (var offered in UnmodelledFeatures.OfferedBy(capabilities))
                _diagnostics.Add(PlaceOf(offered) ?? root!, ScenarioError.NotModelled, $"{offered}: the model does not have that");
        }

        return _diagnostics.Count == 0
            ? new CapabilityFile(_texts["name"], _texts["description"].Trim(), capabilities)
            : throw _diagnostics.ToException();
    }

    private void Bind(ScenarioNode.Mapping root)
    {
        foreach (var (key, value) in root.Entries)
        {
            if (TextKeys.Contains(key.Text))
                _texts[key.Text] = _binder.Bind(value, typeof(string), $"'{key.Text}'") as string ?? "";
            else if (CapabilityRegister.All.FirstOrDefault(register => register.Name == key.Text) is { } register)
                BindRegister(register, key, value);
            else
                Unknown(key, TextKeys.Concat(CapabilityRegister.All.Select(one => one.Name)));
        }

        foreach (var missing in TextKeys.Where(key => !_texts.ContainsKey(key)))
            _diagnostics.Add(root, ScenarioError.MissingKey, $"the key '{missing}' is required here");
    }

    private void BindRegister(CapabilityRegister register, ScenarioNode.Scalar name, ScenarioNode node)
    {
        _places[register.Name] = name;
        if (node is not ScenarioNode.Mapping mapping)
        {
            _diagnostics.Add(node, ScenarioError.WrongNode, $"'{register.Name}' is a mapping, not {node.Noun}");
            return;
        }

        foreach (var (key, value) in mapping.Entries)
        {
            if (register.Fields.FirstOrDefault(field => field.Key == key.Text) is not { } field)
                Unknown(key, register.Fields.Select(one => one.Key));
            else
                BindField(register, field, key, value);
        }
    }

    private void BindField(CapabilityRegister register, CapabilityField field, ScenarioNode key, ScenarioNode node)
    {
        _places[$"{register.Name}.{field.Key}"] = key;
        if (_binder.Bind(node, field.Type, $"'{field.Key}'") is not { } value) return;
        if (value is long number && number > field.Maximum)
            _diagnostics.Add(node, ScenarioError.BadValue, $"'{field.Key}' is at most {field.Maximum}, not {number}");
        else
            field.SetIn(_registers[register.Name], value);
    }

    private void Unknown(ScenarioNode.Scalar key, IEnumerable<string> known) => _diagnostics.Add(
        key, ScenarioError.UnknownKey, $"unknown key '{key.Text}'; known here: {string.Join(", ", known)}");

    private SmmuCapabilities Build()
    {
        T Register<T>(string name) => (T)_registers[name];
        return new SmmuCapabilities(Register<Idr0>("IDR0"), Register<Idr1>("IDR1"), Register<Idr5>("IDR5"))
        {
            Idr2 = Register<Idr2>("IDR2"),
            Idr3 = Register<Idr3>("IDR3"),
            Idr4 = Register<Idr4>("IDR4"),
            Iidr = Register<Iidr>("IIDR"),
            Aidr = Register<Aidr>("AIDR"),
            GbpaReset = Register<Gbpa>("GBPA"),
        };
    }

    // "IDR3.S1PI, S2PI or S2PO": where one of them stands, else where the register stands. A field that is not 0 is more likely it.
    private ScenarioNode? PlaceOf(string offered)
    {
        var register = RegisterName().Match(offered).Value;
        var written = CapabilityRegister.All.FirstOrDefault(one => one.Name == register)?.Fields
            .Where(field => _places.ContainsKey($"{register}.{field.Key}") && Word().Matches(offered).Any(word => word.Value == field.Key))
            .OrderByDescending(field => Convert.ToInt64(
                field.ValueIn(_registers[register]), System.Globalization.CultureInfo.InvariantCulture) != 0)
            .FirstOrDefault();
        return written is not null ? _places[$"{register}.{written.Key}"] : _places.GetValueOrDefault(register);
    }

    [GeneratedRegex("^[A-Z0-9]+(?=\\.)")]
    private static partial Regex RegisterName();

    [GeneratedRegex("\\w+")]
    private static partial Regex Word();
}
