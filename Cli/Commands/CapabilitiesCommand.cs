using System.CommandLine;
using ActorIommu.Cli.Output;
using ActorIommu.Simulation.Capabilities;
using ActorIommu.Simulation.Scenarios;

namespace ActorIommu.Cli.Commands;

/// <summary><c>capabilities [FILE]</c></summary>
internal sealed class CapabilitiesCommand : Command
{
    public CapabilitiesCommand(CliEnvironment environment, GlobalOptions options)
        : base("capabilities", "Show the identification registers that a capability file gives an SMMU, or list the files")
    {
        var file = new Argument<string?>("FILE")
        {
            Description = $"A capability file, or the name of one in {CapabilityFile.Folder}; all of those if left out",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Add(file);
        SetAction(parsed =>
        {
            var errors = new List<InputError>();
            var named = parsed.GetValue(file);
            IReadOnlyList<string> paths = named is not null
                ? [CapabilityFile.PathOf(named)]
                : YamlFiles.In(CapabilityFile.Folder, environment, errors);
            var files = ReadAll(paths, environment, errors);
            new ErrorLines(environment.Error).Write(errors);
            var exitCode = errors.Count == 0 ? ExitCode.AllEqual : ExitCode.InvalidInput;
            if (parsed.GetValue(options.Json))
                CapabilitiesJson.Write(environment.Out, files, errors, exitCode);
            else if (named is null)
                CapabilitiesText.WriteList(environment.Out, files);
            else
                CapabilitiesText.WriteTables(environment.Out, files);

            return exitCode;
        });
    }

    private static List<CapabilityFile> ReadAll(IReadOnlyList<string> paths, CliEnvironment environment, List<InputError> errors)
    {
        var files = new List<CapabilityFile>();
        foreach (var path in paths)
        {
            try
            {
                files.Add(CapabilityReader.Load(path, environment.WorkingDirectory));
            }
            catch (ScenarioException error)
            {
                errors.AddRange(error.Diagnostics.Select(InputError.From));
            }
        }

        return files;
    }
}
