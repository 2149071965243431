using System.Globalization;
using System.Text.Json;
using ActorIommu.Simulation.Capabilities;

namespace ActorIommu.Cli.Output;

/// <summary>Capabilities as plain lines, which other programs can read.</summary>
internal static class CapabilitiesText
{
    private const int NameWidth = 20;

    public static void WriteList(TextWriter writer, IReadOnlyList<CapabilityFile> files)
    {
        var width = files.Select(file => file.Name.Length).DefaultIfEmpty().Max();
        foreach (var file in files)
            writer.WriteLine($"{file.Name.PadRight(width)}  {file.Description.ReplaceLineEndings(" ")}");
    }

    public static void WriteTables(TextWriter writer, IReadOnlyList<CapabilityFile> files)
    {
        foreach (var file in files)
        {
            writer.WriteLine($"{file.Name}: {file.Description}");
            foreach (var register in CapabilityRegister.All)
            {
                writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{register.Name}  0x{register.RawOf(file.Capabilities):x8}"));
                foreach (var field in register.Fields)
                {
                    var value = WordOf(field.ValueIn(register.Of(file.Capabilities)));
                    writer.WriteLine($"  {field.Key.PadRight(NameWidth)}{BitsOf(field),-9}{value}");
                }
            }
        }
    }

    /// <summary>A value as capability files write it; an encoding without a name as its number.</summary>
    public static string WordOf(object value) => value switch
    {
        bool bit => bit ? "true" : "false",
        Enum word => JsonNamingPolicy.CamelCase.ConvertName(word.ToString()),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };

    private static string BitsOf(CapabilityField field) => field.High == field.Low
        ? string.Create(CultureInfo.InvariantCulture, $"[{field.High}]")
        : string.Create(CultureInfo.InvariantCulture, $"[{field.High}:{field.Low}]");
}
