using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace ActorIommu.Simulation.Scenarios;

/// <summary>Nodes to typed settings. Goes on after an error, so that the author sees all of them at once.</summary>
internal sealed class ScenarioBinder(string folder, ScenarioDiagnostics diagnostics)
{
    /// <summary>An instance of <paramref name="type"/>, or null with the reason in the diagnostics.</summary>
    /// <param name="node">The node.</param>
    /// <param name="type">Of the instance.</param>
    /// <param name="what">How it is called in errors.</param>
    /// <param name="range">Of numbers; null where the type has its own.</param>
    public object? Bind(ScenarioNode node, Type type, string what, RangeAttribute? range = null)
    {
        if (ItemOf(type) is { } item)
            return node is ScenarioNode.Sequence list ? BindList(list, item, what) : Wrong(node, what, "a list");

        if (IsSection(type))
            return node is ScenarioNode.Mapping mapping ? BindSection(mapping, type) : Wrong(node, what, "a mapping");

        if (node is not ScenarioNode.Scalar scalar)
            return Wrong(node, what, "a single value");

        return BindValue(scalar, type, what, range);
    }

    /// <summary>The type of the items, if a type is written as a list.</summary>
    public static Type? ItemOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    /// <summary>Whether a type is written as a mapping of keys.</summary>
    public static bool IsSection(Type type) =>
        type.IsClass && type != typeof(string) && type != typeof(FileReference) && type != typeof(CapabilityReference);

    private Array BindList(ScenarioNode.Sequence list, Type item, string what)
    {
        var bound = Array.CreateInstance(item, list.Items.Count);
        for (var index = 0; index < list.Items.Count; index++)
        {
            if (Bind(list.Items[index], item, $"an item of {what}") is { } value) bound.SetValue(value, index);
        }

        return bound;
    }

    private object BindSection(ScenarioNode.Mapping mapping, Type type)
    {
        var members = ScenarioMember.Of(type);
        var instance = Activator.CreateInstance(type)!;
        foreach (var (key, value) in mapping.Entries)
        {
            if (members.FirstOrDefault(member => member.Key == key.Text) is not { } member)
            {
                var known = string.Join(", ", members.Select(one => one.Key));
                diagnostics.Add(key, ScenarioError.UnknownKey, $"unknown key '{key.Text}'; known here: {known}");
            }
            else if (Bind(value, member.Type, $"'{member.Key}'", member.Range) is { } bound)
            {
                member.Property.SetValue(instance, bound);
            }
        }

        foreach (var member in members.Where(member => member.IsRequired && mapping.Entries.All(entry => entry.Key.Text != member.Key)))
            diagnostics.Add(mapping, ScenarioError.MissingKey, $"the key '{member.Key}' is required here");

        return instance;
    }

    private object? BindValue(ScenarioNode.Scalar scalar, Type type, string what, RangeAttribute? range)
    {
        if (type == typeof(string))
            return scalar.Text.Length > 0 ? scalar.Text : Bad(scalar, what, "text");

        if (type == typeof(FileReference))
            return BindFile(scalar, what);

        if (type == typeof(CapabilityReference))
            return BindCapabilities(scalar, what);

        if (type.IsEnum)
            return BindWord(scalar, type, what);

        if (type == typeof(bool))
            return scalar is { IsPlain: true, Text: "true" or "false" } ? scalar.Text == "true" : Bad(scalar, what, "true or false");

        // "7" in quotes is text in YAML; taking it for a number would accept what the schema refuses.
        var number = scalar.IsPlain ? ParseNumber(scalar.Text) : null;
        if (type == typeof(long))
            return number is { } count ? count : Bad(scalar, what, "a number (decimal, or hexadecimal with 0x)");

        if (type == typeof(int))
        {
            var (least, most) = range is null ? (0, int.MaxValue) : ((int)range.Minimum, (int)range.Maximum);
            return number >= least && number <= most ? (int)number.Value : Bad(scalar, what, $"a number from {least} to {most}");
        }

        if (type == typeof(EntryLimit))
        {
            return scalar.Text == EntryLimit.UnboundedText ? EntryLimit.Unbounded
                : number is > 0 and <= int.MaxValue ? new EntryLimit((int)number)
                : Bad(scalar, what, $"a number from 1 to {int.MaxValue}, or '{EntryLimit.UnboundedText}'");
        }

        throw new NotSupportedException($"scenario files have no form for {type}");
    }

    private object? BindWord(ScenarioNode.Scalar scalar, Type type, string what)
    {
        var words = ScenarioMember.WordsOf(type);
        for (var index = 0; index < words.Count; index++)
        {
            if (words[index] == scalar.Text)
                return Enum.Parse(type, Enum.GetNames(type)[index]);
        }

        return Bad(scalar, what, $"one of: {string.Join(", ", words)}");
    }

    private CapabilityReference? BindCapabilities(ScenarioNode.Scalar scalar, string what)
    {
        if (scalar.Text == CapabilityReference.CaptureText) return CapabilityReference.Capture;
        if (scalar.Text.Length == 0 || scalar.Text.AsSpan().ContainsAny('\0', '/', '\\'))
        {
            Bad(scalar, what, $"'{CapabilityReference.CaptureText}' or the name of a capability file");
            return null;
        }

        var fullPath = CapabilityFile(folder, scalar.Text + ".yaml");
        if (File.Exists(fullPath)) return new CapabilityReference(scalar.Text, fullPath);
        var reason = $"{what}: there is no capability file '{scalar.Text}' (looked for {fullPath})";
        diagnostics.Add(scalar, ScenarioError.MissingReference, reason);
        return null;
    }

    // In the folder beside that of the scenario, or beside the one above: scenarios may stand in a folder of their own.
    private static string CapabilityFile(string folder, string name)
    {
        var beside = Path.GetFullPath(Path.Combine(folder, "..", "capabilities", name));
        var above = Path.GetFullPath(Path.Combine(folder, "..", "..", "capabilities", name));
        return !File.Exists(beside) && File.Exists(above) ? above : beside;
    }

    private FileReference? BindFile(ScenarioNode.Scalar scalar, string what)
    {
        if (scalar.Text.Length == 0 || scalar.Text.Contains('\0'))
        {
            Bad(scalar, what, "the path of a file");
            return null;
        }

        var fullPath = Path.GetFullPath(Path.Combine(folder, scalar.Text));
        if (File.Exists(fullPath))
            return new FileReference(scalar.Text, fullPath);

        diagnostics.Add(scalar, ScenarioError.MissingReference, $"{what}: there is no file '{scalar.Text}' (looked for {fullPath})");
        return null;
    }

    private static long? ParseNumber(string text)
    {
        var parsed = text.StartsWith("0x", StringComparison.Ordinal)
            ? long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        return parsed && number >= 0 ? number : null;
    }

    private object? Wrong(ScenarioNode node, string what, string expected)
    {
        diagnostics.Add(node, ScenarioError.WrongNode, $"{what} is {expected}, not {node.Noun}");
        return null;
    }

    private object? Bad(ScenarioNode.Scalar scalar, string what, string expected)
    {
        diagnostics.Add(scalar, ScenarioError.BadValue, $"{what} is {expected}, not '{scalar.Text}'");
        return null;
    }
}
