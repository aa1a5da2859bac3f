// IP capacity of the cluster: a stage with a report, test cases and findings, and a gate.
// Written by "cniplan ci-init jenkins". The agent has cniplan in its PATH. "junit" comes with Jenkins' JUnit plugin,
// "recordIssues" with Warnings; without that plugin leave its line out.
pipeline {
    agent any
    environment {
        FILES = '@FILES_PLAIN@'
        FAIL_ON = '@FAIL_ON@'
    }
    stages {
        stage('IP capacity') {
            steps {
                sh '''
                    cniplan plan $FILES --fail-on "$FAIL_ON" --link "$BUILD_URL" \
                      -o html=cniplan-report/index.html -o junit=cniplan-report/junit.xml \
                      -o sarif=cniplan-report/findings.sarif -o json=cniplan-report/plan.json
                '''
            }
            post {
                always {
                    junit allowEmptyResults: true, testResults: 'cniplan-report/junit.xml'
                    recordIssues tools: [sarif(pattern: 'cniplan-report/findings.sarif')]
                    archiveArtifacts allowEmptyArchive: true, artifacts: 'cniplan-report/**'
                }
            }
        }
    }
}
