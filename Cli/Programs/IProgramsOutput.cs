namespace ActorIommu.Cli.Programs;

/// <summary>Where the result of <c>programs</c> goes.</summary>
internal interface IProgramsOutput
{
    void Write(ProgramsResult result);

    void Write(IReadOnlyList<InputError> errors);
}
